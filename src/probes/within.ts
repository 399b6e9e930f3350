import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { DeadlineError, deadline, unlessAborted } from '#lib/deadline.ts';

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
  try {
    return await unlessAborted(patience.signal, look(patience.signal));
  } catch (error) {
    throw patience.signal.aborted ? reasonOf(patience.signal) : error;
  } finally {
    patience.clear();
  }
}

function reasonOf({ reason }: AbortSignal): unknown {
  return reason instanceof DeadlineError ? new BlindError('timed-out', reason.message, { cause: reason }) : reason;
}
