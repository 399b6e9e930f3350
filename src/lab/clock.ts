import type { Clock } from '#lib/clock.ts';

export interface LabClock extends Clock {
  /** Ends its ticking; what sleeps then sleeps on. */
  stop(): void;
}

/** What another thread follows. */
export interface LeadingClock extends LabClock {
  /** Its time in µs. It ticks without a rest from the first call on. */
  lead(): BigInt64Array<SharedArrayBuffer>;
}

interface Alarm {
  readonly at: number;
  ring(): void;
}

const TICK_MS = 2;
/** Real ms that one tick may count for: more is a process that was not let work. */
const MOST_A_TICK_MS = 5;
/** What a ms of work counts for; not nothing, or a process that always has something to do would never get on. */
const WORK = 0.1;
/** It goes on ticking for so many ticks while nobody waits: whoever waited may be about to wait again. */
const IDLE_TICKS = 50;

/**
 * A clock that runs `speed` times as fast as the real one while this process has nothing to do, and hardly moves while it works
 * or is kept from working. Bot and world both live on it, so that neither is late for the other on a busy machine. Then a story
 * takes longer, and ends the same.
 */
export function labClock(speed: number, startsAt = Date.now()): LeadingClock {
  let reached = startsAt;
  let last = performance.eventLoopUtilization();
  let led: BigInt64Array<SharedArrayBuffer> | undefined;
  const now = (isTicking: boolean) => {
    const { idle, active } = performance.eventLoopUtilization(last);
    const most = isTicking ? MOST_A_TICK_MS : Number.POSITIVE_INFINITY;
    return reached + (Math.min(idle, most) + WORK * Math.min(active, most)) * speed;
  };
  const note = (isTicking: boolean) => {
    reached = now(isTicking);
    last = performance.eventLoopUtilization();
    if (led) Atomics.store(led, 0, BigInt(Math.round(reached * 1_000)));
  };
  const { keepTicking, ...clock } = ticking({ now, note }, speed);
  return {
    ...clock,
    lead() {
      led ??= new BigInt64Array(new SharedArrayBuffer(8));
      keepTicking();
      return led;
    },
  };
}

/** The same time in another thread, be that one busy or not. */
export function followingClock(led: BigInt64Array<SharedArrayBuffer>, speed: number): LabClock {
  return ticking({ now: () => Number(Atomics.load(led, 0)) / 1_000, note: () => {} }, speed);
}

interface Hand {
  now(isTicking: boolean): number;
  /** Called at each tick. */
  note(isTicking: boolean): void;
}

function ticking({ now: read, note }: Hand, speed: number): LabClock & { keepTicking(): void } {
  const alarms = new Set<Alarm>();
  let ticking: NodeJS.Timeout | undefined;
  let idleTicks = 0;
  let rests = true;
  const now = () => read(ticking !== undefined);
  const rest = () => {
    clearInterval(ticking);
    ticking = undefined;
  };
  const tick = () => {
    note(true);
    const reached = now();
    const due = [...alarms].filter(({ at }) => at <= reached).sort((one, other) => one.at - other.at);
    for (const alarm of due) if (alarms.delete(alarm)) alarm.ring();
    idleTicks = alarms.size === 0 ? idleTicks + 1 : 0;
    if (rests && idleTicks >= IDLE_TICKS) rest();
  };
  const begin = () => {
    if (!ticking) note(false);
    idleTicks = 0;
    ticking ??= setInterval(tick, TICK_MS).unref();
  };
  const after = (ms: number, ring: () => void): Alarm => {
    begin();
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
    stop: rest,
    keepTicking: () => {
      rests = false;
      begin();
    },
  };
}
