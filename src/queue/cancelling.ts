import type { Redis } from 'ioredis';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { another } from './connection.ts';
import { cancelKey, cancelledChannel } from './names.ts';

/** Somebody wants no answer any more. */
export interface Cancelled {
  /** Slack user id. */
  readonly by: string;
  /** ms since the epoch */
  readonly at: number;
}

/** The reason of the signal of what is cancelled. */
export class CancelledError extends Error {
  readonly cancelled: Cancelled;

  constructor(cancelled: Cancelled) {
    super(`${cancelled.by} cancelled it`);
    this.name = 'CancelledError';
    this.cancelled = cancelled;
  }
}

/** Longer than anything waits or runs. */
const KEPT_S = 24 * 60 * 60;

/** Whoever works on it hears of it at once, and whoever takes it later finds it. Who was first stays. */
export async function markCancelled(redis: Redis, prefix: string, id: string, cancelled: Cancelled): Promise<void> {
  await redis.set(cancelKey(prefix, id), JSON.stringify(cancelled), 'EX', KEPT_S, 'NX');
  await redis.publish(cancelledChannel(prefix), id);
}

/** What is cancelled, for whoever works on it. */
export interface Cancelling {
  /** Resolves when it is known whether it is cancelled; `stop` is called then, or as soon as it is. Gives what ends the watch. */
  watch(id: string, stop: (cancelled: Cancelled) => void): Promise<() => void>;
  of(id: string): Promise<Cancelled | undefined>;
  leave(): void;
}

export interface CancellingOptions {
  /** From `workerRedis`; it is duplicated for what comes, and asked for what came. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly log: Log;
}

export function createCancelling({ redis, prefix, log }: CancellingOptions): Cancelling {
  const watched = new Map<string, (cancelled: Cancelled) => void>();
  const listening = another(redis, log);

  async function of(id: string): Promise<Cancelled | undefined> {
    const text = await redis.get(cancelKey(prefix, id));
    return text === null ? undefined : (JSON.parse(text) as Cancelled);
  }

  async function look(id: string): Promise<void> {
    const stop = watched.get(id);
    const cancelled = stop && (await of(id));
    if (cancelled) stop(cancelled);
  }

  const lookNow = (id: string) =>
    void look(id).catch((error) => log.warn({ id, error: describeError(error) }, 'whether it is cancelled is unknown'));
  listening.on('message', (_channel, id: string) => lookNow(id));
  // What was said while the connection was away is not said again.
  listening.on('ready', () => {
    for (const id of watched.keys()) lookNow(id);
  });
  listening.subscribe(cancelledChannel(prefix)).catch(() => {});

  return {
    of,
    async watch(id, stop) {
      watched.set(id, stop);
      const end = () => {
        if (watched.get(id) === stop) watched.delete(id);
      };
      await look(id).catch((error) => {
        end();
        throw error;
      });
      return end;
    },
    leave: () => listening.disconnect(),
  };
}
