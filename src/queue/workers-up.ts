import type { Redis } from 'ioredis';
import { systemClock } from '#lib/clock.ts';
import { workerKey, workersKey } from './names.ts';

export interface BeingUp {
  readonly redis: Redis;
  readonly prefix: string;
  /** Unlike any other's. */
  readonly holder: string;
  /** Of the queues that it takes from. */
  readonly queues: readonly string[];
  /** Real ms between two signs of life. A worker that gives none for twice as long is down. */
  readonly everyMs: number;
  /** It takes nothing more after it. */
  readonly signal: AbortSignal;
}

/** One that only stood still may be back. */
const UNLIST = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
return redis.call('SREM', KEYS[2], ARGV[1])`;

/**
 * Tells who asks that this worker is up, from when it resolves until the signal. The list of the connections of Redis would
 * tell it too, and needs a right that the bot has no other use for. Never rejects.
 */
export async function beUp(options: BeingUp): Promise<void> {
  const { redis, prefix, holder, queues, everyMs, signal } = options;
  const key = workerKey(prefix, holder);
  let isListed = false;
  const sign = async () => {
    const before = await redis.set(key, JSON.stringify(queues), 'PX', 2 * everyMs, 'GET');
    // It was taken for dead meanwhile, or is new.
    isListed &&= before !== null;
    if (!isListed) await redis.sadd(workersKey(prefix), holder);
    isListed = true;
  };
  const goOn = async () => {
    while (!signal.aborted) {
      await systemClock.sleep(everyMs, signal).catch(() => {});
      if (!signal.aborted) await sign().catch(() => {});
    }
    await redis.multi().del(key).srem(workersKey(prefix), holder).exec();
  };
  if (!signal.aborted) await sign().catch(() => {});
  void goOn().catch(() => {});
}

/** Processes that take from the queue. */
export async function workersUp(redis: Redis, prefix: string, queue: string): Promise<number> {
  const holders = await redis.smembers(workersKey(prefix));
  if (holders.length === 0) return 0;
  const signs = await redis.mget(holders.map((holder) => workerKey(prefix, holder)));
  const dead = holders.filter((_, index) => signs[index] === null);
  await Promise.all(dead.map((holder) => redis.eval(UNLIST, 2, workerKey(prefix, holder), workersKey(prefix), holder)));
  return signs.filter((sign) => sign && (JSON.parse(sign) as readonly string[]).includes(queue)).length;
}
