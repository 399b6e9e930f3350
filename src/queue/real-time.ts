import { type Clock, systemClock } from '#lib/clock.ts';

/** Asked for the clock's speed: long enough for a whole number of real milliseconds to be exact. */
const LONG_MS = 1e6;

/** BullMQ counts real time; this is the instant of the clock at the real instant `realAt`. Both ms since the epoch. */
export function onClock(clock: Clock, realAt: number): number {
  const speed = LONG_MS / clock.real(LONG_MS);
  // To the millisecond: it is part of what one tick is known by.
  if (speed === 1) return realAt;
  return clock.now() - (systemClock.now() - realAt) * speed;
}
