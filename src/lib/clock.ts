/** Time as an argument: the lab runs the same code on a faster clock. All instants are ms since the epoch. */
export interface Clock {
  now(): number;
  /** Resolves after `ms` of this clock; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Aborts after `ms` of this clock. */
  timeout(ms: number): AbortSignal;
  /** How many real milliseconds `ms` of this clock take: for time-outs that a library counts itself. */
  real(ms: number): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep,
  // A part of a millisecond is refused: ages read from two clocks have one.
  timeout: (ms) => AbortSignal.timeout(Math.ceil(ms)),
  real: (ms) => ms,
};

/** Node's own makes an error with a trace of each sleep that is cut short, which most are. */
function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    }, ms);
    if (signal?.aborted) giveUp();
    else signal?.addEventListener('abort', giveUp, { once: true });
  });
}
