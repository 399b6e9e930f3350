import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from './clock.ts';

/** The process was kept from working, on the clock from when to when; `delayMs` is real. */
export interface Delay {
  readonly from: number;
  readonly to: number;
  readonly delayMs: number;
}

export interface Lateness {
  /** Lets a while pass; the delay in it, if any. */
  pass(signal: AbortSignal): Promise<Delay | undefined>;
  /** The delay since the while began, if any. */
  look(): Delay | undefined;
  close(): void;
}

/** Shorter ones delay an answer, and decide nothing. */
export const LEAST_DELAY_MS = 250;
const EVERY_MS = 200;
const RESOLUTION_MS = 50;
/** A clock that runs faster is less exact by so many real ms. */
const INEXACT_MS = 10;

/** How late the process is let run. */
export function watchLateness(clock: Clock): Lateness {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let asked = clock.now();
  let askedReal = performance.now();
  const inexactMs = INEXACT_MS * (1_000 / clock.real(1_000) - 1);
  const look = (): Delay | undefined => {
    const lateReal = performance.now() - askedReal - clock.real(EVERY_MS);
    // At the end the histogram may not have heard of the last delay.
    const delayMs = Math.max(histogram.max / 1e6, lateReal);
    histogram.reset();
    askedReal = performance.now();
    const to = clock.now();
    const lateMs = to - asked - EVERY_MS - inexactMs;
    // What did not pass on the clock of the observations blurs none of them.
    if (delayMs < LEAST_DELAY_MS || lateMs < LEAST_DELAY_MS - EVERY_MS) return undefined;
    return { from: Math.max(asked, to - Math.max(delayMs, lateMs)), to, delayMs: Math.round(delayMs) };
  };
  return {
    pass: async (signal) => {
      asked = clock.now();
      await clock.sleep(EVERY_MS, signal).catch(() => {});
      return look();
    },
    look,
    close: () => histogram.disable(),
  };
}

/** Until it is stopped: how long the process was kept from working since, ms. */
export function measureLateness(clock: Clock): { stop(): number } {
  const over = new AbortController();
  const lateness = watchLateness(clock);
  let lateMs = 0;
  const add = (delay: Delay | undefined) => {
    lateMs += delay ? delay.to - delay.from : 0;
  };
  const watch = async () => {
    while (!over.signal.aborted) add(await lateness.pass(over.signal));
  };
  void watch();
  return {
    stop: () => {
      add(lateness.look());
      over.abort();
      lateness.close();
      return lateMs;
    },
  };
}
