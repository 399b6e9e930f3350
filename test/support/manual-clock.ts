import type { Clock } from '#lib/clock.ts';

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /** Goes on by so many ms: whatever is due on the way happens in its order, each at its own instant. */
  advance(ms: number): Promise<void>;
  /** How many sleeps and time-outs have not ended yet. */
  readonly waiting: number;
}

interface Alarm {
  readonly at: number;
  ring(): void;
}

export function manualClock(start: number): ManualClock {
  let now = start;
  const alarms = new Set<Alarm>();
  const set = (ms: number, ring: () => void): Alarm => {
    const alarm = { at: now + Math.max(0, ms), ring };
    alarms.add(alarm);
    return alarm;
  };
  const nextBefore = (end: number) => [...alarms].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    real: (ms) => ms,
    get waiting() {
      return alarms.size;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const giveUp = () => {
          alarms.delete(alarm);
          reject(signal?.reason);
        };
        const alarm = set(ms, () => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        });
        signal?.addEventListener('abort', giveUp, { once: true });
      }),
    timeout: (ms) => {
      const over = new AbortController();
      set(ms, () => over.abort(new DOMException('The time is over', 'TimeoutError')));
      return over.signal;
    },
    advance: async (ms) => {
      const end = now + ms;
      await settle();
      for (let alarm = nextBefore(end); alarm; alarm = nextBefore(end)) {
        now = Math.max(now, alarm.at);
        alarms.delete(alarm);
        alarm.ring();
        await settle();
      }
      now = end;
    },
  };
}

/** Lets everything that is ready to run run: promises first, then what they put off. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
