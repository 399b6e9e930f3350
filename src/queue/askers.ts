import type { Redis } from 'ioredis';
import { askersKey, leftKey, sameQuestionKey } from './names.ts';
import { idOf, type Question } from './requests.ts';

/** Somebody who waits for an investigation, and where they asked for it. */
export interface Asker {
  /** Slack user id. */
  readonly user: string;
  /** Slack channel id. */
  readonly channel: string;
}

/** So long what is told of it may be edited, such as when somebody says that it was wrong. */
export const KEPT_MS = 7 * 24 * 60 * 60_000;

/** In the order in which they asked; empty where nobody is known, such as of a check's run. */
export async function askersOf(redis: Redis, prefix: string, investigation: string): Promise<readonly Asker[]> {
  const stored = Object.entries(await redis.hgetall(askersKey(prefix, investigation)));
  return stored
    .map(([user, text]) => ({ user, ...(JSON.parse(text) as { readonly channel: string; readonly at: number }) }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ user, channel }) => ({ user, channel }));
}

export function askerValue({ channel, requestedAt: at }: Question): string {
  return JSON.stringify({ channel, at });
}

const JOIN = `
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then return 1 end
if redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1`;

/** Who asks waits for it too. False where it ends meanwhile, or has ended. */
export async function join(redis: Redis, prefix: string, request: Question, held: string): Promise<boolean> {
  const keys = [askersKey(prefix, held), sameQuestionKey(prefix, request)];
  return (await redis.eval(JOIN, 2, ...keys, request.requestedBy, held, askerValue(request), KEPT_MS)) === 1;
}

/** Who presses twice leaves once. Real time: longer than a double click, and shorter than it takes to read what came of it. */
const LEFT_MS = 2_000;

const LEAVE = `
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 and redis.call('HLEN', KEYS[1]) > 1 then
  redis.call('SET', KEYS[3], 1, 'PX', ARGV[3])
  return redis.call('HDEL', KEYS[1], ARGV[1])
end
if redis.call('EXISTS', KEYS[3]) == 1 and redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 1 end
if redis.call('GET', KEYS[2]) == ARGV[2] then redis.call('DEL', KEYS[2]) end
return 0`;

/** True where others wait for it still. Else it is to end, and nobody joins it any more. */
export async function leave(redis: Redis, prefix: string, request: Question, user: string): Promise<boolean> {
  const id = idOf(request);
  const keys = [askersKey(prefix, id), sameQuestionKey(prefix, request), leftKey(prefix, id, user)];
  return (await redis.eval(LEAVE, 3, ...keys, user, id, LEFT_MS)) === 1;
}
