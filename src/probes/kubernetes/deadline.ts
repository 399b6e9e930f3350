import type { Clock } from '#lib/clock.ts';

/** Why a deadline's signal is aborted when its time is up. */
export class DeadlineError extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms / 1_000} s`);
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
