import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '#lib/clock.ts';

/** A clock that runs `speed` times as fast as the real one, from now on. */
export function labClock(speed: number): Clock {
  const start = Date.now();
  const began = performance.now();
  // Whole: libraries refuse a fraction of a millisecond.
  const real = (ms: number) => Math.max(1, Math.round(ms / speed));
  return {
    now: () => start + (performance.now() - began) * speed,
    sleep: (ms, signal) => delay(ms / speed, undefined, signal ? { signal } : {}),
    timeout: (ms) => AbortSignal.timeout(real(ms)),
    real,
  };
}
