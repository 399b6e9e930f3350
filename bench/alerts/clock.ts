import type { Clock } from '#lib/clock.ts';

/** Time that stands still while anything can be done, and then jumps to what comes next. */
export interface SimulatedClock extends Clock {
  /** Calls it at that instant; undoes that when asked to. */
  at(instant: number, ring: () => void): () => void;
  /** Lets everything happen that is to happen until then. */
  runUntil(end: number): Promise<void>;
}

interface Alarm {
  readonly at: number;
  ring?: (() => void) | undefined;
}

export function simulatedClock(start: number): SimulatedClock {
  let now = start;
  /** The next one last. */
  const alarms: Alarm[] = [];

  function at(instant: number, ring: () => void): () => void {
    const alarm: Alarm = { at: Math.max(now, Math.ceil(instant)), ring };
    alarms.splice(alarms.findLastIndex((other) => other.at > alarm.at) + 1, 0, alarm);
    return () => {
      alarm.ring = undefined;
    };
  }

  return {
    now: () => now,
    real: (ms) => ms,
    at,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const cancel = at(now + ms, resolve);
        signal?.addEventListener('abort', () => {
          cancel();
          reject(signal.reason);
        });
      }),
    timeout(ms) {
      const over = new AbortController();
      at(now + ms, () => over.abort());
      return over.signal;
    },
    async runUntil(end) {
      for (let next = alarms.at(-1); next && next.at <= end; next = alarms.at(-1)) {
        alarms.pop();
        if (!next.ring) continue;
        now = next.at;
        next.ring();
        // Nothing waits for a socket here, so what is ready to run has run after this.
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = end;
    },
  };
}
