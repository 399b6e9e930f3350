import type { Clock } from '#lib/clock.ts';

/** Time passes by sleeping alone, and then at once; nothing ever times out. */
export function jumpingClock(start = 1_700_000_000_000): Clock {
  let now = start;
  return {
    now: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      now += ms;
    },
    timeout: () => new AbortController().signal,
    real: (ms) => ms,
  };
}
