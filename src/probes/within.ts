import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';

/**
 * What a look comes to within so many ms of the clock; then its signal comes, and nobody waits for it any more. Throws a
 * BlindError when it is late, and the signal's reason when that comes first.
 */
export async function within<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  look: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const patience = deadline(clock, ms, signal);
  const late = new Promise<never>((_resolve, reject) => {
    patience.signal.addEventListener('abort', () => reject(reasonOf(patience.signal)), { once: true });
  });
  try {
    return await Promise.race([look(patience.signal), late]);
  } catch (error) {
    throw patience.signal.aborted ? reasonOf(patience.signal) : error;
  } finally {
    patience.clear();
  }
}

function reasonOf({ reason }: AbortSignal): unknown {
  return reason instanceof DeadlineError ? new BlindError('timed-out', reason.message, { cause: reason }) : reason;
}

/** Why a deadline's signal is aborted when its time is up. */
export class DeadlineError extends Error {
  constructor(ms: number) {
    super(`no answer within ${Math.round(ms / 100) / 10} s`);
    this.name = 'DeadlineError';
  }
}

export interface Deadline {
  /** Aborted by the signal it was made from, or with a DeadlineError when the time is up. */
  readonly signal: AbortSignal;
  /** Ends the wait: no timer is left behind. */
  clear(): void;
}

/** `ms` of the clock from now on, unless `signal` comes first. */
export function deadline(clock: Clock, ms: number, signal: AbortSignal): Deadline {
  const late = new AbortController();
  const cleared = new AbortController();
  clock.sleep(ms, cleared.signal).then(
    () => late.abort(new DeadlineError(ms)),
    () => {},
  );
  return { signal: AbortSignal.any([signal, late.signal]), clear: () => cleared.abort() };
}
