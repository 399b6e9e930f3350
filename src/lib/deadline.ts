import type { Clock } from './clock.ts';

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
  /** Ends the wait: no timer is left behind, and nothing at the signal it was made from. */
  clear(): void;
}

/**
 * `ms` of the clock from now on, unless `signal` comes first. A signal of its own, not `AbortSignal.any`: what listens to
 * that one is kept for as long as the signals it was made from.
 */
export function deadline(clock: Clock, ms: number, signal: AbortSignal): Deadline {
  const own = new AbortController();
  const over = new AbortController();
  const stop = () => own.abort(signal.reason);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  clock.sleep(ms, over.signal).then(
    () => own.abort(new DeadlineError(ms)),
    () => {},
  );
  const clear = () => {
    over.abort(CLEARED);
    signal.removeEventListener('abort', stop);
  };
  return { signal: own.signal, clear };
}

/** Without one of its own an abort makes an error with a trace. */
const CLEARED = 'cleared';

/** What the work comes to, or the signal's reason when that comes first; then nobody waits for it any more. */
export function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
