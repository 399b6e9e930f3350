import type { Redis } from 'ioredis';
import { changedChannel } from '#checks/book-store.ts';
import type { Log } from '#lib/logger.ts';
import { another } from '#queue/connection.ts';
import { PREFIX } from '#queue/names.ts';

/** Hears of every change of what the App Home shows, from whichever process. Returns what ends the listening. */
export function onChanges(redis: Redis, log: Log, changed: () => void): () => void {
  const listening = another(redis, log, 'wait');
  listening.on('message', changed);
  listening.subscribe(changedChannel(PREFIX)).catch(() => {});
  return () => listening.disconnect();
}

/** Lets every process know of a change. Nobody waits for it. */
export function announceChange(redis: Redis): void {
  redis.publish(changedChannel(PREFIX), 'changed').catch(() => {});
}
