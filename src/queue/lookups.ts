import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import type { AskedLookup } from '#lookups/question.ts';
import { bullWorker, PACE, type Pace, type Running, running } from './bull-worker.ts';
import { answering, answerLimit, logged, troubleTo } from './connection.ts';
import { type Loss, STALLS_BEYOND_REACH } from './loss.ts';
import { LOOKUPS, lookupId, stopKey } from './names.ts';
import { processor } from './processor.ts';
import type { LookupRequest, SecondLookRequest } from './requests.ts';

export interface AnswerLookups {
  /** From `workerRedis`; it is duplicated and left open. */
  readonly redis: Redis;
  readonly prefix: string;
  /**
   * Resolves when the person has the answer; it may be asked again when a worker died meanwhile or handed it back: then
   * `attempt`, 1 at first, is more.
   */
  answer(request: LookupRequest, signal: AbortSignal, attempt: number): Promise<void>;
  /** Tells the person that there will be no answer. */
  lost(request: LookupRequest, why: Loss): Promise<void>;
  /** Looks again after a verdict. It may be asked again as `answer` is; that it failed is in the log alone. */
  lookAgain(request: SecondLookRequest, signal: AbortSignal): Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace?: Pace;
}

/** Of one process at the same time. */
const AT_ONCE = 8;

export function createLookupWorker(options: AnswerLookups): Running {
  const { answer, lost, lookAgain, clock, log, pace = PACE } = options;
  const redis = logged(options.redis.duplicate(), log);
  const answering = processor<LookupRequest | SecondLookRequest>({
    run: ({ data, attemptsStarted }, signal) =>
      isAsked(data) ? answer(data, signal, attemptsStarted) : lookAgain(data, signal),
    giveUp: {
      lost: async ({ data }, why) => {
        if (isAsked(data)) await lost(data, why);
      },
      nameOf: ({ data }) => (isAsked(data) ? { lookup: data.lookup } : { secondLookAt: data.investigation }),
    },
    clock,
    log,
  });
  const limits = { concurrency: AT_ONCE, maxStalledCount: STALLS_BEYOND_REACH };
  const worker = bullWorker(LOOKUPS, answering, limits, { ...options, redis, pace });
  return running({ workers: [worker], others: () => [], redis, clock, log });
}

function isAsked(data: LookupRequest | SecondLookRequest): data is LookupRequest {
  return 'lookup' in data;
}

/** All of it rejects with an ExplainedError within 2 s when Redis is down. */
export interface LookupQueue {
  /**
   * Once it resolves, the question survives any crash, and a worker answers it. `delivery` is equal for every delivery of
   * one act of a person, such as Slack's trigger id: each gives one look-up.
   */
  ask(asked: Omit<LookupRequest, 'lookup' | 'requestedAt'> & { readonly delivery: string }): Promise<Asked>;
  /**
   * Whoever follows something for this look-up ends it, and says that `user` wanted it. False when nobody works on it
   * any more.
   */
  stop(lookup: string, user: string): Promise<boolean>;
  /** The Redis connection stays open: it is the caller's. */
  close(): Promise<void>;
}

export interface Asked {
  readonly lookup: string;
  /** Processes that answer look-ups. 0: it waits until one starts. Undefined when it is stored and this could not be read. */
  readonly workers: number | undefined;
}

export interface LookupQueueOptions {
  /** From `failFastRedis`. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Queue data is plain text in Redis: what is looked for in logs is masked as their lines are, and so it finds them. */
  readonly redact: (text: string) => string;
}

/** Late deliveries must find what is over. */
const KEPT = { age: 60 * 60, count: 200 };
const STOP_SECONDS = 60 * 60;
const UNDER_WAY: readonly string[] = ['active', 'waiting', 'prioritized', 'delayed'];

export function createLookupQueue({ redis, prefix, clock, log, redact }: LookupQueueOptions): LookupQueue {
  const queue = new Queue<LookupRequest>(LOOKUPS, {
    connection: redis,
    prefix,
    skipVersionCheck: true,
    skipMetasUpdate: true,
  });
  queue.on('error', troubleTo(log, LOOKUPS));

  async function countWorkers(lookup: string, limit: AbortSignal): Promise<number | undefined> {
    try {
      return await answering(redis, 'The workers could not be counted', () => queue.getWorkersCount(), limit);
    } catch (error) {
      log.warn({ lookup, error: describeError(error) }, 'stored, and whether a worker is up is unknown');
      return undefined;
    }
  }

  return {
    async ask({ delivery, ...given }) {
      const asked = { ...given, asked: withoutSecrets(given.asked, redact) };
      const lookup = lookupId(delivery);
      const limit = answerLimit();
      const options = { jobId: lookup, removeOnComplete: KEPT, removeOnFail: KEPT };
      const store = () => queue.add('lookup', { ...asked, lookup, requestedAt: clock.now() }, options);
      await answering(redis, 'The question could not be stored', store, limit);
      return { lookup, workers: await countWorkers(lookup, limit) };
    },

    async stop(lookup, user) {
      return answering(redis, 'It could not be stopped', async () => {
        if (!UNDER_WAY.includes(await queue.getJobState(lookup))) return false;
        await redis.set(stopKey(prefix, lookup), user, 'EX', STOP_SECONDS);
        return true;
      });
    },

    close: () => queue.close(),
  };
}

function withoutSecrets(asked: AskedLookup, redact: (text: string) => string): AskedLookup {
  if (asked.kind !== 'logs' || asked.request.grep === undefined) return asked;
  return { ...asked, request: { ...asked.request, grep: redact(asked.request.grep) } };
}

/** Who pressed *Stop* for this look-up; undefined while nobody did. */
export async function stoppedBy(redis: Redis, prefix: string, lookup: string): Promise<string | undefined> {
  return (await redis.get(stopKey(prefix, lookup))) ?? undefined;
}
