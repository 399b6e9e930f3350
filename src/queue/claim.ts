import type { Redis } from 'ioredis';
import { checkRunKey, deliveryKey, sameQuestionKey } from './names.ts';
import type { InvestigationRequest } from './requests.ts';

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
return ARGV[1]`;

const LET_GO = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/**
 * The investigation that answers this delivery: the request's own if nobody else asked first, else the one that
 * holds the same question. `ended` may be taken over: its investigation is known to be over.
 */
export async function claim(
  redis: Redis,
  prefix: string,
  request: InvestigationRequest,
  delivery: string,
  ended = '',
): Promise<string> {
  const keys = [deliveryKey(prefix, delivery), sameQuestionKey(prefix, request)];
  return String(await redis.eval(CLAIM, 2, ...keys, request.investigation, ended, DELIVERY_MS, QUESTION_MS));
}

/** The same question may be asked anew. Leaves the claim of a later investigation alone. */
export async function release(redis: Redis, prefix: string, request: InvestigationRequest): Promise<void> {
  await letGo(redis, sameQuestionKey(prefix, request), request.investigation);
}

/** Deletes the key if `holder` holds it. */
export async function letGo(redis: Redis, key: string, holder: string): Promise<void> {
  await redis.eval(LET_GO, 1, key, holder);
}

const CLAIM_RUN = `
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
  return (await redis.eval(CLAIM_RUN, 1, checkRunKey(prefix, check), run, Math.ceil(ttlMs))) === 1;
}

/** The check may run again. Leaves the claim of another run alone. */
export async function endRun(redis: Redis, prefix: string, check: string, run: string): Promise<void> {
  await letGo(redis, checkRunKey(prefix, check), run);
}
