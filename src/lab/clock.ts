import type { Clock } from '#lib/clock.ts';

export interface LabClock extends Clock {
  /** Ends its ticking; what sleeps then sleeps on. */
  stop(): void;
}

interface Alarm {
  readonly at: number;
  ring(): void;
}

const TICK_MS = 2;
/** Real ms that one turn of the event loop may count for. */
const MOST_A_TURN_MS = 5;

/**
 * A clock that runs `speed` times as fast as the real one and stands still while this process is kept from working: bot and
 * world both live on it, so that neither is late for the other on a busy machine. Then a story takes longer, and ends the same.
 */
export function labClock(speed: number): LabClock {
  const alarms = new Set<Alarm>();
  let reached = Date.now();
  let last = performance.now();
  const now = () => reached + Math.min(performance.now() - last, MOST_A_TURN_MS) * speed;
  const tick = () => {
    reached = now();
    last = performance.now();
    const due = [...alarms].filter(({ at }) => at <= reached).sort((one, other) => one.at - other.at);
    for (const alarm of due) if (alarms.delete(alarm)) alarm.ring();
  };
  const ticking = setInterval(tick, TICK_MS).unref();
  const after = (ms: number, ring: () => void): Alarm => {
    const alarm = { at: now() + ms, ring };
    alarms.add(alarm);
    return alarm;
  };
  return {
    now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const giveUp = () => {
          alarms.delete(alarm);
          reject(signal?.reason);
        };
        const alarm = after(ms, () => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        });
        if (signal?.aborted) giveUp();
        else signal?.addEventListener('abort', giveUp, { once: true });
      }),
    timeout: (ms) => {
      const late = new AbortController();
      after(ms, () => late.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')));
      return late.signal;
    },
    real: (ms) => Math.max(1, Math.round(ms / speed)),
    stop: () => clearInterval(ticking),
  };
}
