import { type Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { bullWorker, closeWithin, doOrHandBack, PACE, type Pace } from './bull-worker.ts';
import { release } from './claim.ts';
import { logged, troubleTo } from './connection.ts';
import { type InvestigationQueue, type Line, readLine } from './line.ts';
import { type Loss, STALLS_BEYOND_REACH, STARTS, tellLoss } from './loss.ts';
import { ANNOUNCEMENTS, queueName } from './names.ts';
import { followPositions, showPosition } from './positions.ts';
import type { InvestigationRequest } from './requests.ts';

export interface WorkOptions extends Investigating {
  /** From `workerRedis`; the workers duplicate it and leave it open. */
  readonly redis: Redis;
  readonly prefix: string;
  /** `concurrency` holds for all workers of the environment together, as the last one that started says. */
  readonly environments: readonly { readonly name: string; readonly concurrency: number }[];
  /** Posts the first message. `position` 0: it starts at once. A rejection is tried again twice, then passed on to `investigate`. */
  announce(request: InvestigationRequest, position: number): Promise<void>;
  /** The position of a waiting request changed. */
  onWaiting(request: InvestigationRequest, position: number): Promise<void> | void;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace?: Pace;
}

/** Messages of all environments posted at the same time. */
const ANNOUNCEMENTS_AT_ONCE = 10;

/** Three workers that die over a message are enough: the investigation goes on without it. */
const ANNOUNCEMENT_STALLS = 2;

/** Positions are read anew at every event, so a short memory of events is enough, and a long one slows the lab's Redis. */
const EVENTS_KEPT = { events: { maxLen: 200 } };

export interface Workers {
  /** Resolves when all take requests, or are closed meanwhile; waits for Redis as long as it takes. */
  start(): Promise<void>;
  /**
   * Takes nothing new, waits `deadlineMs` for what runs, then aborts it and hands it back to the next worker. Ends
   * within `deadlineMs` and a few seconds, whatever Redis and the investigations do.
   */
  close(deadlineMs: number): Promise<void>;
}

export function createWorkers(options: WorkOptions): Workers {
  const { prefix, environments, clock, log, pace = PACE } = options;
  const redis = logged(options.redis.duplicate(), log);
  const around = { ...options, redis };
  const queues = new Map<string, InvestigationQueue>();
  let closing = false;
  const followed: { close(): Promise<void> }[] = [];

  const announcer = createAnnouncing({
    ...around,
    lineOf: (environment) => readLine(queueCalled(queueName(environment))),
  });
  const investigator = createInvestigating(around);
  const workers = [
    bullWorker(
      ANNOUNCEMENTS,
      announcer,
      { concurrency: ANNOUNCEMENTS_AT_ONCE, maxStalledCount: ANNOUNCEMENT_STALLS },
      { ...around, pace },
    ),
    ...environments.map(({ name, concurrency }) =>
      bullWorker(
        queueName(name),
        investigator,
        { concurrency, maxStalledCount: STALLS_BEYOND_REACH },
        { ...around, pace },
      ),
    ),
  ];

  /** Also that of an environment which only a newer process knows: announcements of all come to all. */
  function queueCalled(name: string): InvestigationQueue {
    const known = queues.get(name);
    if (known !== undefined) return known;
    const queue = new Queue(name, { connection: redis, prefix, streams: EVENTS_KEPT });
    queue.on('error', troubleTo(log, name));
    queues.set(name, queue);
    return queue;
  }

  async function takeRequests(): Promise<void> {
    queueCalled(ANNOUNCEMENTS);
    for (const { name, concurrency } of environments) {
      const queue = queueCalled(queueName(name));
      await queue.setGlobalConcurrency(concurrency);
      followed.push(followPositions({ ...around, queue }));
    }
    for (const worker of workers) {
      worker.run().catch((error) => log.error({ queue: worker.name, error: describeError(error) }, 'a worker stopped'));
    }
    await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  }

  return {
    async start() {
      try {
        await takeRequests();
      } catch (error) {
        if (!closing) throw error;
      }
    },

    async close(deadlineMs) {
      closing = true;
      const parts = [...workers, ...followed, ...queues.values()];
      await closeWithin(deadlineMs, { workers, parts, clock });
      redis.disconnect();
    },
  };
}

interface AnnouncingOn {
  /** Posts the first message of an investigation, once; it may be asked again when a worker died meanwhile. */
  announce(request: InvestigationRequest, position: number): Promise<void>;
  lineOf(environment: string): Promise<Line>;
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The processor of the announcements: a message at once, also while the investigation waits for its turn. */
function createAnnouncing({ announce, lineOf, redis, prefix, clock, log }: AnnouncingOn) {
  return async (job: Job<InvestigationRequest>, token: string | undefined, signal?: AbortSignal): Promise<void> => {
    const turn = { job, token, signal: signal ?? new AbortController().signal };
    const run = async () => {
      const line = await lineOf(job.data.environment);
      const position = line.position(job.data.investigation) ?? 0;
      await announce(job.data, position);
      await showPosition(redis, prefix, job.data.investigation, position);
    };
    await doOrHandBack(turn, run, clock, log);
  };
}

export interface InvestigationTools {
  /** Aborts when this worker shuts down or has lost the request to another one. */
  readonly signal: AbortSignal;
  /** 1 at first; more when a worker died over it or handed it back. */
  readonly attempt: number;
  /** Why the first message could not be posted, when it could not. */
  readonly announcementFailure?: string;
}

export interface Investigating {
  /** Resolves when the person has the report; rejects with whatever it is when cut short by the signal. */
  investigate(request: InvestigationRequest, tools: InvestigationTools): Promise<void>;
  /** Tells the person that there will be no report. Called once a request, unless the worker dies while it tells. */
  lost(request: InvestigationRequest, why: Loss): Promise<void>;
}

interface InvestigatingOn extends Investigating {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The processor of an environment's queue. Three parameters, or BullMQ gives it no signal. */
function createInvestigating({ investigate, lost, redis, prefix, clock, log }: InvestigatingOn) {
  return async (job: Job<InvestigationRequest>, token: string | undefined, signal?: AbortSignal): Promise<void> => {
    const turn = { job, token, signal: signal ?? new AbortController().signal };
    const run = async () => {
      if (job.stalledCounter >= STARTS) await giveUp(job.data, { kind: 'workers-died', starts: job.stalledCounter });
      await attempt(job, turn.signal);
      await release(redis, prefix, job.data);
    };
    await doOrHandBack(turn, run, clock, log);
  };

  async function attempt(job: Job<InvestigationRequest>, signal: AbortSignal): Promise<void> {
    const [announcementFailure] = Object.values(await job.getIgnoredChildrenFailures());
    const tools = { signal, attempt: job.attemptsStarted, ...(announcementFailure && { announcementFailure }) };
    try {
      await investigate(job.data, tools);
    } catch (error) {
      if (signal.aborted) throw error;
      await giveUp(job.data, { kind: 'failed', error });
    }
  }

  async function giveUp(request: InvestigationRequest, why: Loss): Promise<never> {
    const error = await tellLoss({ investigation: request.investigation }, why, () => lost(request, why), log);
    await release(redis, prefix, request);
    throw error;
  }
}
