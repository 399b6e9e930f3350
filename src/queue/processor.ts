import { type Job, UnrecoverableError, WaitingError } from 'bullmq';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { type Cancelled, CancelledError, type Cancelling } from './cancelling.ts';
import { type Loss, STARTS, tellLoss } from './loss.ts';

/** What is done with the items of a queue. */
export interface Work<T> {
  /** Does one item. Without `giveUp` what fails is tried again as the item says, and nobody can cancel it. */
  run(job: Job<T>, signals: Signals): Promise<void>;
  readonly giveUp?: GiveUp<T>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Why work is to end before it is done. */
export interface Signals {
  /** This worker shuts down, or has lost the item to another one. */
  readonly signal: AbortSignal;
  /** Somebody cancelled it; with a CancelledError. */
  readonly cancelled: AbortSignal;
}

/** What fails is not tried again, nor is what several workers died over. */
export interface GiveUp<T> {
  /** Tells whoever waits for it. Called once an item, unless the worker dies while it tells. */
  lost(job: Job<T>, why: Loss): Promise<void>;
  /** What people may cancel. */
  readonly cancel?: {
    readonly cancelling: Cancelling;
    /** Tells whoever waits for it who cancelled it. */
    cancelled(job: Job<T>, why: Cancelled): Promise<void>;
  };
  /** What the log calls the item. */
  nameOf(job: Job<T>): object;
  /** Once it is done or cancelled, or is to be given up. */
  over?(job: Job<T>): Promise<void>;
}

/** An item that this process works on, and the signal of whoever has it now. */
interface Run {
  readonly work: Promise<void>;
  readonly stop: AbortController;
  signal: AbortSignal;
}

/**
 * A processor as BullMQ wants it. When the signal cuts it short, as the worker shuts down or has lost the item to another
 * one, the item goes back to the head of the line for the next worker, and this is no failure. An item that comes back to the
 * process that still works on it, as Redis was away for a while and took it for dead, goes on as it is.
 */
export function processor<T>(work: Work<T>) {
  const runs = new Map<string, Run>();
  const leave = (id: string, run: Run) => {
    if (runs.get(id) === run) runs.delete(id);
  };
  const begin = (job: Job<T>, id: string, signal: AbortSignal): Run => {
    const stop = new AbortController();
    const done = work.giveUp
      ? doOnce(work, work.giveUp, job, stop.signal)
      : work.run(job, { signal: stop.signal, cancelled: new AbortController().signal });
    const run: Run = { work: done.finally(() => leave(id, run)), stop, signal };
    runs.set(id, run);
    return run;
  };
  // Three parameters without a default, or BullMQ gives it no signal.
  return async (job: Job<T>, token: string | undefined, given?: AbortSignal): Promise<void> => {
    const signal = given ?? new AbortController().signal;
    const { id = '' } = job;
    const run = runs.get(id) ?? begin(job, id, signal);
    run.signal = signal;
    const stop = () => {
      if (run.signal !== signal) return;
      leave(id, run);
      run.stop.abort(signal.reason);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    try {
      await endOf(run.work, signal, work.clock);
    } catch (error) {
      if (!signal.aborted || error instanceof UnrecoverableError) throw error;
      await handBack(job, token, work.log);
      throw new WaitingError();
    }
  };
}

/** An UnrecoverableError is final, also after the signal. */
async function doOnce<T>({ run, log }: Work<T>, giveUp: GiveUp<T>, job: Job<T>, signal: AbortSignal): Promise<void> {
  const cancel = new AbortController();
  const stop = (why: Cancelled) => cancel.abort(new CancelledError(why));
  const unwatch = await giveUp.cancel?.cancelling.watch(job.id ?? '', stop);
  try {
    cancel.signal.throwIfAborted();
    if (job.stalledCounter >= STARTS) await lose({ kind: 'workers-died', starts: job.stalledCounter });
    await run(job, { signal, cancelled: cancel.signal });
  } catch (error) {
    if (error instanceof UnrecoverableError) throw error;
    const { reason } = cancel.signal;
    if (reason instanceof CancelledError) await tellCancelled(reason.cancelled);
    else if (signal.aborted) throw error;
    else await lose({ kind: 'failed', error });
  } finally {
    unwatch?.();
  }
  await giveUp.over?.(job);

  async function tellCancelled(why: Cancelled): Promise<void> {
    log.info({ ...giveUp.nameOf(job), by: why.by }, 'cancelled');
    try {
      await giveUp.cancel?.cancelled(job, why);
    } catch (error) {
      if (signal.aborted) throw error;
      log.error({ ...giveUp.nameOf(job), error: describeError(error) }, 'that it is cancelled could not be told');
    }
  }

  async function lose(why: Loss): Promise<never> {
    // Who asks the same from now on is none of those who are told.
    await giveUp.over?.(job);
    throw await tellLoss(giveUp.nameOf(job), why, () => giveUp.lost(job, why), log);
  }
}

async function handBack(job: Job, token: string | undefined, log: Log): Promise<void> {
  try {
    await job.moveToWait(token);
  } catch (error) {
    // The lock is lost or Redis is: the item stalls, and whoever notices runs it again.
    log.warn({ investigation: job.id, error: describeError(error) }, 'could not be handed back');
  }
}

/** How long aborted work has to stop by itself. */
export const STOPPING_MS = 2000;

/** How the work ends, or a rejection `STOPPING_MS` after the signal: work that is deaf to it is left behind. */
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
