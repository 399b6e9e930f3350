import type { Redis } from 'ioredis';
import { letGo } from './claim.ts';
import { checkRunKey } from './names.ts';

const CLAIM = `
local run = redis.call('GET', KEYS[1])
if run and run ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

/**
 * False while another run of the check is under way: a check never overlaps itself. The same run may claim it again, such
 * as after its worker died. It is free after `ttlMs` of real time when nobody saw the end.
 */
export async function claimRun(
  redis: Redis,
  prefix: string,
  check: string,
  run: string,
  ttlMs: number,
): Promise<boolean> {
  return (await redis.eval(CLAIM, 1, checkRunKey(prefix, check), run, Math.ceil(ttlMs))) === 1;
}

/** The check may run again. Leaves the claim of another run alone. */
export async function endRun(redis: Redis, prefix: string, check: string, run: string): Promise<void> {
  await letGo(redis, checkRunKey(prefix, check), run);
}
