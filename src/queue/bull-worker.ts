import { randomUUID } from 'node:crypto';
import { type Processor, RedisConnection, type Telemetry, Worker, type WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { settlesWithin } from '#lib/settles-within.ts';
import { attend } from './attending.ts';
import { troubleTo } from './connection.ts';
import { STOPPING_MS } from './processor.ts';
import { retake } from './retake.ts';
import { beUp } from './workers-up.ts';

/**
 * How soon a dead worker is noticed: after `lockMs` and up to two `stalledCheckMs`. A process that stands still for three
 * quarters of `lockMs` loses what it works on, if another one is there to take it. Real milliseconds; equal in all workers.
 */
export interface Pace {
  readonly lockMs: number;
  readonly stalledCheckMs: number;
}

export const PACE: Pace = { lockMs: 5_000, stalledCheckMs: 1_500 };

/**
 * What the bot's own commands need. BullMQ takes this for the version where it does not ask, by INFO, which not every user
 * of a Redis may; of an older one it would wait for what is due in whole seconds.
 */
const REDIS = '6.2.0';

/** An idle worker asks anew after this; it is called for whatever comes, by who asks or by `attend`. */
const IDLE_S = 120;

export interface BullWorkerOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly log: Log;
  readonly pace: Pace;
  /** What traces see of it. */
  readonly telemetry?: Telemetry;
}

export type Limits = Required<Pick<WorkerOptions, 'concurrency' | 'maxStalledCount'>>;

/** A worker of one queue that does not run yet; it duplicates the connection and leaves it open. */
export function bullWorker<T>(
  name: string,
  processor: Processor<T>,
  limits: Limits,
  { redis, prefix, log, pace, telemetry }: BullWorkerOptions,
): Worker<T> {
  RedisConnection.minimumVersion = REDIS;
  const tokens = new Map<string, string>();
  // Three parameters, or BullMQ gives it no signal.
  const holding: Processor<T> = async (job, token, signal) => {
    const { id = '' } = job;
    tokens.set(id, token ?? '');
    try {
      return await processor(job, token, signal);
    } finally {
      if (tokens.get(id) === token) tokens.delete(id);
    }
  };
  const worker = new Worker<T>(name, holding, {
    connection: redis,
    prefix,
    ...limits,
    autorun: false,
    lockDuration: pace.lockMs,
    stalledInterval: pace.stalledCheckMs,
    skipStalledCheck: true,
    skipVersionCheck: true,
    drainDelay: IDLE_S,
    ...(telemetry && { telemetry }),
  });
  worker.on('error', troubleTo(log, name));
  // What another worker has taken is its own by now: two must not write one report.
  const goOn = async (id: string) => {
    const token = tokens.get(id);
    if (token === undefined || (await retake(redis, worker, { id, token }, pace.lockMs))) return;
    worker.cancelJob(id, 'another worker has taken it over');
  };
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) void goOn(id);
  });
  return worker;
}

interface Parts {
  readonly workers: readonly Worker[];
  /** What is closed beside them. */
  others(): readonly { close(): Promise<unknown> }[];
  /** What is to be there before they take anything. */
  begin?(): Promise<void>;
  /** Leaves the connections of their own, once they are closed. */
  leave(): void;
  readonly redis: Redis;
  readonly prefix: string;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly log: Log;
}

/** What is aborted has so long to stop and be handed back. */
export const CUT_SHORT_MS = 2 * STOPPING_MS;

/** Workers that begin and end together. */
export interface Running {
  /** Resolves when all take items, or are closed meanwhile; waits for Redis as long as it takes. */
  start(): Promise<void>;
  /**
   * Takes nothing new, waits `deadlineMs` for what runs, then aborts it and hands it back to the next worker. Ends
   * within `deadlineMs` and `CUT_SHORT_MS`, whatever Redis and the work do.
   */
  close(deadlineMs: number): Promise<void>;
}

export function running({ workers, others, begin, leave, redis, prefix, pace, clock, log }: Parts): Running {
  const closing = new AbortController();
  const { signal } = closing;
  return {
    async start() {
      try {
        await begin?.();
        for (const worker of workers)
          worker
            .run()
            .catch((error) => log.error({ queue: worker.name, error: describeError(error) }, 'a worker stopped'));
        await Promise.all(workers.map((worker) => worker.waitUntilReady()));
        const queues = workers.map(({ name }) => name);
        await beUp({ redis, prefix, holder: randomUUID(), queues, everyMs: pace.lockMs, signal });
        void attend({ workers, redis, everyMs: pace.stalledCheckMs, signal, log });
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },

    async close(deadlineMs) {
      closing.abort();
      const closed = Promise.allSettled([...workers, ...others()].map((part) => part.close()));
      if (!(await settlesWithin(clock, deadlineMs, closed))) {
        for (const worker of workers) cancelAll(worker);
        await settlesWithin(clock, CUT_SHORT_MS, closed);
      }
      leave();
    },
  };
}

function cancelAll(worker: Worker): void {
  const cancel = () => worker.cancelAllJobs('the worker shuts down');
  // One that was waiting for an item may still get one, such as its own that it has just handed back. BullMQ says so
  // a moment before it can be cancelled.
  worker.on('active', () => setImmediate(cancel));
  cancel();
}
