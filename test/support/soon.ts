import { labClock } from '#lab/clock.ts';

/** In real time, but without the time in which this process was busy, or was kept from working. */
const clock = labClock(1);
const EVERY_MS = 20;

/** Waits until the check holds, for `ms` at most. A busy machine makes it later, and no failure. */
export async function soon<T>(check: () => T | Promise<T>, ms = 5_000): Promise<T> {
  const end = clock.now() + ms;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (clock.now() >= end) throw error;
    }
    await clock.sleep(EVERY_MS);
  }
}
