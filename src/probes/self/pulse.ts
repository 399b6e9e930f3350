import type { BotStall } from '#investigation/observation.ts';

/** What the pace of a process is read from. */
export interface Gauges {
  /** What was slow since it was read before; sooner when the signal comes. */
  read(signal: AbortSignal): Promise<readonly BotStall[]>;
  close(): void;
}

/** One reading after the other for all who watch: each has a histogram of 270 kB and a port, and says the same of the process. */
export interface Pulse {
  join(): void;
  /** What was slow since the beat before. It comes at once when the signal does, then for all. */
  beat(signal: AbortSignal): Promise<readonly BotStall[]>;
  /** With the last who leaves, the gauges are closed. */
  leave(): void;
}

interface Beat {
  readonly stalls: Promise<readonly BotStall[]>;
  end(): void;
}

export function createPulse(openGauges: () => Gauges): Pulse {
  let watching = 0;
  let gauges: Gauges | undefined;
  let running: Beat | undefined;

  function begin(): Beat {
    const cut = new AbortController();
    const opened = gauges ?? openGauges();
    gauges = opened;
    const stalls = opened.read(cut.signal).finally(() => {
      running = undefined;
    });
    return { stalls, end: () => cut.abort() };
  }

  return {
    join() {
      watching += 1;
    },
    async beat(signal) {
      running ??= begin();
      const { stalls, end } = running;
      if (signal.aborted) end();
      signal.addEventListener('abort', end, { once: true });
      return await stalls.finally(() => signal.removeEventListener('abort', end));
    },
    leave() {
      watching -= 1;
      if (watching > 0) return;
      gauges?.close();
      gauges = undefined;
    },
  };
}
