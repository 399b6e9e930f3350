import { type Job, UnrecoverableError, WaitingError } from 'bullmq';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';

/** How long aborted work has to stop by itself. */
export const STOPPING_MS = 2000;

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
