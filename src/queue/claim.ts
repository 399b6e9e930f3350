import type { Redis } from 'ioredis';
import { hold, letGo } from '#lib/lease.ts';
import { askerValue, KEPT_MS } from './askers.ts';
import { askersKey, checkRunKey, deliveryKey, sameQuestionKey } from './names.ts';
import { idOf, type Question } from './requests.ts';

/** Slack repeats a delivery for about six minutes; source: docs.slack.dev/apis/events-api. */
const DELIVERY_MS = 60 * 60_000;
/** A safety: a question is free again when its investigation ends, and after this when nobody saw the end. */
const QUESTION_MS = 6 * 60 * 60_000;

const CLAIM = `
local delivered = redis.call('GET', KEYS[1])
if delivered then return delivered end
local holder = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[2] then return holder end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[4])
redis.call('HSET', KEYS[3], ARGV[5], ARGV[6])
redis.call('PEXPIRE', KEYS[3], ARGV[7])
return ARGV[1]`;

/**
 * The investigation that answers this delivery: the request's own if nobody else asked first, else the one that
 * holds the same question. `ended` may be taken over: its investigation is known to be over.
 */
export async function claim(
  redis: Redis,
  prefix: string,
  request: Question,
  delivery: string,
  ended = '',
): Promise<string> {
  const { requestedBy } = request;
  const id = idOf(request);
  const keys = [deliveryKey(prefix, delivery), sameQuestionKey(prefix, request), askersKey(prefix, id)];
  const asker = [requestedBy, askerValue(request), KEPT_MS];
  return String(await redis.eval(CLAIM, 3, ...keys, id, ended, DELIVERY_MS, QUESTION_MS, ...asker));
}

/** The same question may be asked anew. Leaves the claim of a later investigation alone. */
export function release(redis: Redis, prefix: string, request: Question): Promise<void> {
  return letGo({ redis, key: sameQuestionKey(prefix, request), holder: idOf(request) });
}

/**
 * False while another run of the check is under way: a check never overlaps itself. The same run may claim it again, such
 * as after its worker died. It is free after `ttlMs` of real time when nobody saw the end.
 */
export function claimRun(redis: Redis, prefix: string, check: string, run: string, ttlMs: number): Promise<boolean> {
  return hold({ redis, key: checkRunKey(prefix, check), holder: run }, Math.ceil(ttlMs));
}

/** The check may run again. Leaves the claim of another run alone. */
export function endRun(redis: Redis, prefix: string, check: string, run: string): Promise<void> {
  return letGo({ redis, key: checkRunKey(prefix, check), holder: run });
}
