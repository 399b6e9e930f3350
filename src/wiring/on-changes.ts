import type { Redis } from 'ioredis';
import { changedChannel } from '#checks/book-store.ts';
import type { Log } from '#lib/logger.ts';
import { another } from '#queue/connection.ts';

/** Hears of every change of what the App Home shows, from whichever process. Returns what ends the listening. */
export function onChanges(redis: Redis, prefix: string, log: Log, changed: () => void): () => void {
  const listening = another(redis, log, 'wait');
  listening.on('message', changed);
  listening.subscribe(changedChannel(prefix)).catch(() => {});
  return () => listening.disconnect();
}

/** Lets every process know of a change. Nobody waits for it. */
export function announceChange(redis: Redis, prefix: string): void {
  redis.publish(changedChannel(prefix), 'changed').catch(() => {});
}
