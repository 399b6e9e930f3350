import { type Processor, Queue, Worker, type WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { createAnnouncing } from './announcing.ts';
import { logged, troubleTo } from './connection.ts';
import { STOPPING_MS } from './hand-back.ts';
import { createInvestigating, type Investigating, STALLS_BEYOND_REACH } from './investigating.ts';
import { type InvestigationQueue, readLine } from './line.ts';
import { ANNOUNCEMENTS, queueName } from './names.ts';
import { followPositions } from './positions.ts';
import type { InvestigationRequest } from './requests.ts';

export type { InvestigationTools, Loss } from './investigating.ts';

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

/** How soon a dead worker is noticed: after `lockMs` and up to two `stalledCheckMs`. Real milliseconds; equal in all workers. */
export interface Pace {
  readonly lockMs: number;
  readonly stalledCheckMs: number;
  /** How often an idle worker looks again without being called: it is not called for a place another worker left free. */
  readonly lookMs: number;
}

const PACE: Pace = { lockMs: 20_000, stalledCheckMs: 5_000, lookMs: 1_000 };

/** Messages of all environments posted at the same time. */
const ANNOUNCEMENTS_AT_ONCE = 10;

/** Three workers that die over a message are enough: the investigation goes on without it. */
const ANNOUNCEMENT_STALLS = 2;

type Limits = Required<Pick<WorkerOptions, 'concurrency' | 'maxStalledCount'>>;

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
    workerOf(ANNOUNCEMENTS, announcer, { concurrency: ANNOUNCEMENTS_AT_ONCE, maxStalledCount: ANNOUNCEMENT_STALLS }),
    ...environments.map(({ name, concurrency }) =>
      workerOf(queueName(name), investigator, { concurrency, maxStalledCount: STALLS_BEYOND_REACH }),
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

  function workerOf(name: string, processor: Processor<InvestigationRequest>, limits: Limits) {
    const worker = new Worker(name, processor, {
      connection: redis,
      prefix,
      ...limits,
      autorun: false,
      lockDuration: pace.lockMs,
      stalledInterval: pace.stalledCheckMs,
      drainDelay: pace.lookMs / 1000,
    });
    worker.on('error', troubleTo(log, name));
    // A lock that cannot be renewed is another worker's by now: two must not write one report.
    worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) worker.cancelJob(id, 'another worker has taken it over');
    });
    return worker;
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
      const closed = Promise.allSettled(parts.map((part) => part.close()));
      if (!(await within(clock, deadlineMs, closed))) {
        for (const worker of workers) worker.cancelAllJobs('the worker shuts down');
        await within(clock, 2 * STOPPING_MS, closed);
      }
      redis.disconnect();
    },
  };
}

/** Whether it settles within `ms` of the clock. */
async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean> {
  const settled = new AbortController();
  const late = clock.sleep(ms, settled.signal).then(
    () => false,
    () => true,
  );
  const done = work.then(() => true);
  const inTime = await Promise.race([done, late]);
  settled.abort();
  return inTime;
}
