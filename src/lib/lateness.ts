import type { Clock } from './clock.ts';

export interface Lateness {
  /** Ends the measuring. How long the process was kept from working since it began, ms; delays below 250 ms are none. */
  stop(): number;
}

const EVERY_MS = 100;
const LEAST_MS = 250;

/** By how late a timer comes. */
export function measureLateness(clock: Clock): Lateness {
  const over = new AbortController();
  let asked = clock.now();
  let lateMs = 0;
  const note = () => {
    const late = clock.now() - asked - EVERY_MS;
    if (late >= LEAST_MS) lateMs += late;
    asked = clock.now();
  };
  const tick = async () => {
    while (!over.signal.aborted) {
      await clock.sleep(EVERY_MS, over.signal).catch(() => {});
      note();
    }
  };
  void tick();
  return {
    stop: () => {
      note();
      over.abort();
      return lateMs;
    },
  };
}
