import type { Worker } from 'bullmq';
import type { Redis } from 'ioredis';

/**
 * BullMQ's own names: `active` is the list of what is worked on, `stalled` the set of what is about to be given to others,
 * `wait` where it then is.
 */
const RETAKE = `
if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
for _, id in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  if id == ARGV[1] then
    redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
    redis.call('SREM', KEYS[3], id)
    return 1
  end
end
if redis.call('LREM', KEYS[4], 0, ARGV[1]) == 0 then return 0 end
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return 1`;

/**
 * The lock of an item ran out, as Redis or the process was away for a while. True when nobody has taken the item since: then
 * it is this worker's again. False also where Redis does not tell.
 */
export async function retake(
  redis: Redis,
  worker: Worker,
  { id, token }: { readonly id: string; readonly token: string },
  lockMs: number,
): Promise<boolean> {
  const keys = [worker.toKey('active'), worker.toKey(`${id}:lock`), worker.toKey('stalled'), worker.toKey('wait')];
  try {
    return (await redis.eval(RETAKE, keys.length, ...keys, id, token, lockMs)) === 1;
  } catch {
    return false;
  }
}
