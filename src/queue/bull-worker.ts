import { type Job, type Processor, UnrecoverableError, WaitingError, Worker, type WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { troubleTo } from './connection.ts';

/** How soon a dead worker is noticed: after `lockMs` and up to two `stalledCheckMs`. Real milliseconds; equal in all workers. */
export interface Pace {
  readonly lockMs: number;
  readonly stalledCheckMs: number;
  /** How often an idle worker looks again without being called: it is not called for a place another worker left free. */
  readonly lookMs: number;
}

export const PACE: Pace = { lockMs: 20_000, stalledCheckMs: 5_000, lookMs: 1_000 };

export interface BullWorkerOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly log: Log;
  readonly pace: Pace;
}

export type Limits = Required<Pick<WorkerOptions, 'concurrency' | 'maxStalledCount'>>;

/** A worker of one queue that does not run yet; it duplicates the connection and leaves it open. */
export function bullWorker<T>(
  name: string,
  processor: Processor<T>,
  limits: Limits,
  { redis, prefix, log, pace }: BullWorkerOptions,
): Worker<T> {
  const worker = new Worker<T>(name, processor, {
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

interface Closing {
  readonly workers: readonly Worker[];
  readonly parts: readonly { close(): Promise<unknown> }[];
  readonly clock: Clock;
}

/**
 * Takes nothing new, waits `deadlineMs` for what runs, then aborts it, which hands it back to the next worker. Ends within
 * `deadlineMs` and a few seconds, whatever Redis and the work do.
 */
export async function closeWithin(deadlineMs: number, { workers, parts, clock }: Closing): Promise<void> {
  const closed = Promise.allSettled(parts.map((part) => part.close()));
  if (await within(clock, deadlineMs, closed)) return;
  for (const worker of workers) {
    const cancel = () => worker.cancelAllJobs('the worker shuts down');
    // One that was waiting for an item may still get one, such as its own that it has just handed back. BullMQ says so
    // a moment before it can be cancelled.
    worker.on('active', () => setImmediate(cancel));
    cancel();
  }
  await within(clock, 2 * STOPPING_MS, closed);
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

/** How long aborted work has to stop by itself. */
const STOPPING_MS = 2000;

/** The work of one queue item, with all that BullMQ tells its processor. */
export interface Turn {
  readonly job: Job;
  readonly token: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Does the work of one item. When the signal cuts it short, the item goes back to the head of the line for the next
 * worker, and this is no failure; an UnrecoverableError is final also then. Work that is deaf to the signal is left behind.
 */
export async function doOrHandBack(turn: Turn, work: () => Promise<void>, clock: Clock, log: Log): Promise<void> {
  try {
    await endOf(work(), turn.signal, clock);
  } catch (error) {
    if (!turn.signal.aborted || error instanceof UnrecoverableError) throw error;
    await handBack(turn, log);
    throw new WaitingError();
  }
}

async function handBack({ job, token }: Turn, log: Log): Promise<void> {
  try {
    await job.moveToWait(token);
  } catch (error) {
    // The lock is lost or Redis is: the item stalls, and whoever notices runs it again.
    log.warn({ investigation: job.id, error: describeError(error) }, 'could not be handed back');
  }
}

/** How the work ends, or a rejection `STOPPING_MS` after the signal. */
function endOf(work: Promise<void>, signal: AbortSignal, clock: Clock): Promise<void> {
  const ended = new AbortController();
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      const left = () => reject(new Error(`still at work ${STOPPING_MS} ms after it was told to stop`));
      clock.sleep(STOPPING_MS, ended.signal).then(left, () => undefined);
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { signal: ended.signal });
    work.then(resolve, reject).finally(() => ended.abort());
  });
}
