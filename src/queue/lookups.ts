import type { Queue, Telemetry } from 'bullmq';
import type { Redis } from 'ioredis';
import { type Clock, systemClock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import type { AskedLookup } from '#lookups/question.ts';
import { bullWorker, PACE, type Pace, type Running, running } from './bull-worker.ts';
import { type Cancelled, type Cancelling, createCancelling } from './cancelling.ts';
import { release } from './claim.ts';
import { another, answering, answerLimit, storing } from './connection.ts';
import { type Loss, STALLS_BEYOND_REACH } from './loss.ts';
import { deliveryKey, LOOKUPS, laneName, laneOf, lanes, lookupId, sameQuestionKey } from './names.ts';
import { oneOfAll } from './one-of-all.ts';
import { processor, type Signals } from './processor.ts';
import { createQueues } from './queues.ts';
import { isShared, type LookupRequest, type SecondLookRequest } from './requests.ts';
import { inTurn, type Shares, type TooMany, theirsIn } from './shares.ts';
import { workersUp } from './workers-up.ts';

export interface AnswerLookups {
  /** From `workerRedis`; it is duplicated and left open. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly environments: readonly string[];
  /**
   * Resolves when the person has the answer; it may be asked again when a worker died meanwhile or handed it back: then
   * `attempt`, 1 at first, is more.
   */
  answer(request: LookupRequest, tools: LookupTools): Promise<void>;
  /** Tells the person that there will be no answer. */
  lost(request: LookupRequest, why: Loss, attempt: number): Promise<void>;
  /** Tells who cancelled it, and that there will be no answer. */
  cancelled(request: LookupRequest, why: Cancelled, attempt: number): Promise<void>;
  /** Looks again after a verdict. It may be asked again as `answer` is; that it failed is in the log alone. */
  lookAgain(request: SecondLookRequest, signal: AbortSignal): Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace?: Pace;
  /** What traces see of the queue. */
  readonly telemetry?: Telemetry;
}

export interface LookupTools extends Signals {
  readonly attempt: number;
}

/** Of one process at the same time in each lane. */
const AT_ONCE = 8;

export function createLookupWorker(options: AnswerLookups): Running {
  const { environments, prefix, clock, log, pace = PACE } = options;
  const redis = another(options.redis, log);
  const cancelling = createCancelling({ redis, prefix, log });
  const answering = createAnswering({ ...options, redis }, cancelling);
  const limits = { concurrency: AT_ONCE, maxStalledCount: STALLS_BEYOND_REACH };
  const names = [LOOKUPS, ...environments.flatMap((name) => lanes.map((lane) => laneName(lane, name)))];
  const around = { ...options, redis, pace };
  const workers = names.map((name) => bullWorker(name, answering, limits, around));
  const leave = () => {
    cancelling.leave();
    redis.disconnect();
  };
  return running({ workers, others: () => [], leave, redis, prefix, pace, clock, log });
}

function createAnswering(options: AnswerLookups, cancelling: Cancelling) {
  const { answer, lost, cancelled, lookAgain, redis, prefix, clock, log } = options;
  return processor<LookupRequest | SecondLookRequest>({
    run: ({ data, attemptsStarted: attempt }, signals) =>
      isAsked(data) ? answer(data, { ...signals, attempt }) : lookAgain(data, signals.signal),
    giveUp: {
      lost: async ({ data, attemptsStarted }, why) => {
        if (isAsked(data)) await lost(data, why, attemptsStarted);
      },
      cancel: {
        cancelling,
        cancelled: async ({ data, attemptsStarted }, why) => {
          if (isAsked(data)) await cancelled(data, why, attemptsStarted);
        },
      },
      nameOf: ({ data }) => (isAsked(data) ? { lookup: data.lookup } : { secondLookAt: data.investigation }),
      over: async ({ data }) => {
        if (isAsked(data) && isShared(data)) await release(redis, prefix, data);
      },
    },
    clock,
    log,
  });
}

function isAsked(data: LookupRequest | SecondLookRequest): data is LookupRequest {
  return 'lookup' in data;
}

/** All of it rejects with an ExplainedError within 2 s when Redis is down. */
export interface LookupQueue {
  /**
   * Once it resolves, the question survives any crash, and a worker answers it. `delivery` is equal for every delivery of
   * one act of a person, such as Slack's trigger id: each gives one look-up. Who asks about a job that is being looked at
   * waits for the same answer.
   */
  ask(
    asked: Omit<LookupRequest, 'lookup' | 'requestedAt'> & { readonly delivery: string },
  ): Promise<Asked | { readonly kind: 'already-running'; readonly investigation: string } | TooMany>;
  /** The Redis connection stays open: it is the caller's. */
  close(): Promise<void>;
}

export interface Asked {
  readonly kind: 'enqueued';
  readonly lookup: string;
  /** Processes that answer such look-ups. 0: it waits until one starts. Undefined when it is stored and this could not be read. */
  readonly workers: number | undefined;
  /** How many are before it, where all places of its lane are taken; 0 where it is answered at once, or this could not be read. */
  readonly ahead: number;
}

export interface LookupQueueOptions {
  /** From `failFastRedis`. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Queue data is plain text in Redis: what is looked for in logs is masked as their lines are, and so it finds them. */
  readonly redact: (text: string) => string;
  /** What traces see of the queue. */
  readonly telemetry?: Telemetry;
  readonly environments: readonly {
    readonly name: string;
    readonly shares: Pick<Shares, 'followingAPerson' | 'lookingAPerson'>;
  }[];
}

/** In an environment: each is many jobs. */
const SERIES_A_PERSON = 1;

/** Late deliveries must find what is over. */
const KEPT = { age: 60 * 60, count: 200 };

export function createLookupQueue(options: LookupQueueOptions): LookupQueue {
  const { redis, prefix, clock, log, redact, environments } = options;
  const queueOf = createQueues<LookupRequest>(options);

  async function standing(queue: Queue<LookupRequest>, lookup: string, limit: AbortSignal) {
    const read = () =>
      Promise.all([workersUp(redis, prefix, queue.name), queue.getActiveCount(), queue.getRanges(['wait'], 0, -1)]);
    try {
      const [workers, active, waiting] = await answering(redis, 'The workers could not be counted', read, limit);
      // The newest is at the head of BullMQ's list.
      const behind = waiting.indexOf(lookup);
      const isFull = active >= workers * AT_ONCE && behind >= 0;
      return { workers, ahead: isFull ? active + waiting.length - behind - 1 : 0 };
    } catch (error) {
      log.warn({ lookup, error: describeError(error) }, 'stored, and whether a worker is up is unknown');
      return { workers: undefined, ahead: 0 };
    }
  }

  /** One that is delivered again is stored already, and what others asked takes a share of theirs. */
  async function tooMany(request: LookupRequest, delivery: string) {
    const { lookup, asked, environment, requestedBy } = request;
    const shares = environments.find(({ name }) => name === environment)?.shares;
    const lane = laneOf({ environment, asked });
    // What the bot remembers is told at once.
    if (!shares || lane === LOOKUPS) return undefined;
    const isKnown = () =>
      redis.exists(deliveryKey(prefix, delivery), sameQuestionKey(prefix, request)).then((known) => known > 0);
    if (isShared(request) && (await isKnown())) return undefined;
    const lasts = lane === laneName('follow', environment);
    const most = !lasts ? shares.lookingAPerson : asked.kind === 'series' ? SERIES_A_PERSON : shares.followingAPerson;
    const waiting = await theirsIn(queueOf(lane), requestedBy, lasts ? asked.kind : undefined);
    if (waiting.includes(lookup) || waiting.length < most) return undefined;
    return { kind: 'too-many', waiting } as const;
  }

  async function store(request: LookupRequest): Promise<void> {
    const options = { jobId: request.lookup, removeOnComplete: KEPT, removeOnFail: KEPT };
    await queueOf(laneOf(request)).add('lookup', request, options);
  }

  /** The look-up that answers, the request's own when it is the first; or why there is none. */
  async function admit(request: LookupRequest, delivery: string): Promise<string | TooMany> {
    const why = await tooMany(request, delivery);
    if (why) return why;
    if (isShared(request))
      return oneOfAll({ redis, prefix, queue: queueOf(laneOf(request)), store }, request, delivery);
    await store(request);
    return request.lookup;
  }

  return {
    async ask({ delivery, ...given }) {
      const asked = withoutSecrets(given.asked, redact);
      const request = { ...given, asked, lookup: lookupId(delivery), requestedAt: clock.now() };
      const { lookup, requestedBy: person } = request;
      const limit = answerLimit();
      const turn = { redis, prefix, person, holder: lookup, signal: limit };
      const work = () => inTurn(turn, systemClock.sleep, () => admit(request, delivery));
      const id = await answering(redis, storing('The question'), work, limit);
      if (typeof id !== 'string') return id;
      if (id !== lookup) return { kind: 'already-running', investigation: id };
      return { kind: 'enqueued', lookup, ...(await standing(queueOf(laneOf(request)), lookup, limit)) };
    },

    close: queueOf.close,
  };
}

function withoutSecrets(asked: AskedLookup, redact: (text: string) => string): AskedLookup {
  if (asked.kind !== 'logs' || asked.request.grep === undefined) return asked;
  return { ...asked, request: { ...asked.request, grep: redact(asked.request.grep) } };
}
