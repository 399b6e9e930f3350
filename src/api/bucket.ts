import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';

/** A client may ask so often on average, and so much more often for a moment. */
const EVERY_MS = 500;
const AT_ONCE = 20;

/** A time farther ahead than a full bucket is of a host whose clock is wrong: it holds up nobody. */
const TAKE = `
local now, every, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local empty = tonumber(redis.call('GET', KEYS[1]) or '0')
if empty < now or empty > now + most then empty = now end
local wait = empty + every - now - most
if wait > 0 then return string.format('%.0f', wait) end
redis.call('SET', KEYS[1], string.format('%.0f', empty + every), 'PX', 2 * most)
return '0'`;

/** 0: it may ask. Else it may in so many ms. One bucket of tokens a client, for all processes. */
export function createBucket({ redis, prefix, clock }: BucketOptions): (client: string) => Promise<number> {
  return async (client) =>
    Number(
      await redis.eval(TAKE, 1, `${prefix}:bucket:${client}`, Math.ceil(clock.now()), EVERY_MS, AT_ONCE * EVERY_MS),
    );
}

export interface BucketOptions {
  readonly redis: Pick<Redis, 'eval'>;
  readonly prefix: string;
  readonly clock: Clock;
}
