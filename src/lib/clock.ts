import { setTimeout as delay } from 'node:timers/promises';

/** Time as an argument: the lab runs the same code on a faster clock. All instants are ms since the epoch. */
export interface Clock {
  now(): number;
  /** Resolves after `ms` of this clock; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Aborts after `ms` of this clock. */
  timeout(ms: number): AbortSignal;
  /** How many real milliseconds `ms` of this clock take: for time-outs that a library counts itself. */
  real(ms: number): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal ? { signal } : {}),
  // A part of a millisecond is refused: ages read from two clocks have one.
  timeout: (ms) => AbortSignal.timeout(Math.ceil(ms)),
  real: (ms) => ms,
};
