import type { BotStall } from '#investigation/observation.ts';
import type { Probe, Sighting } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { LEAST_DELAY_MS, watchLateness } from '#lib/lateness.ts';
import { type Loopback, openLoopback } from './loopback.ts';
import { createPulse, type Gauges, type Pulse } from './pulse.ts';
import { readThrottling } from './throttling.ts';

export interface SelfOptions {
  readonly clock: Clock;
  /** Where the process's cgroup is shown. */
  readonly cgroup?: string;
  readonly openLoopback?: () => Promise<Loopback>;
}

/** The other looks: how long its cgroup was held, and how fast its own port answers. */
const SELDOM_MS = 1_000;
/** Stalls that follow each other so soon are one. */
const CALM_MS = 200;
/** When the bot itself could not work. It ends with the signal; nobody waits for it. All who watch share one pulse. */
export function selfProbe(options: SelfOptions): Probe {
  const pulse = createPulse(() => openGauges(options));
  return {
    id: 'self',
    sees: ['bot-stall'],
    about: 'environment',
    beside: true,
    watch: (_subject, signal) => watchSelf(pulse, options.clock, signal),
  };
}

async function* watchSelf(pulse: Pulse, clock: Clock, signal: AbortSignal): AsyncGenerator<Sighting> {
  if (signal.aborted) return;
  const begun = clock.now();
  let open: BotStall | undefined;
  pulse.join();
  try {
    while (!signal.aborted) {
      const stalls = (await pulse.beat(signal)).flatMap((stall) => from(begun, stall));
      for (const stall of stalls.toSorted((a, b) => a.from - b.from)) {
        if (open && stall.from - open.to > CALM_MS) yield { at: clock.now(), fact: open };
        open = open && stall.from - open.to <= CALM_MS ? together(open, stall) : stall;
      }
      if (!open || clock.now() - open.to <= CALM_MS) continue;
      yield { at: clock.now(), fact: open };
      open = undefined;
    }
    if (open) yield { at: clock.now(), fact: open };
  } finally {
    pulse.leave();
  }
}

/** What of a stall was after the look began. */
function from(begun: number, stall: BotStall): readonly BotStall[] {
  return stall.to > begun ? [{ ...stall, from: Math.max(begun, stall.from) }] : [];
}

/** The stalls since the beat before. */
function openGauges(options: SelfOptions): Gauges {
  const lateness = watchLateness(options.clock);
  const seldom = createSeldom(options);
  return {
    async read(signal) {
      const late = await lateness.pass(signal);
      const own: BotStall | undefined = late && { kind: 'bot-stall', by: 'event-loop', ...late };
      return [own, ...(await (await seldom).look())].filter((stall) => stall !== undefined);
    },
    close() {
      lateness.close();
      void seldom.then(({ close }) => close());
    },
  };
}

/** Of two causes at once the one outside the process explains the other. */
const RANK: Readonly<Record<BotStall['by'], number>> = { loopback: 0, 'event-loop': 1, 'cpu-throttled': 2 };

function together(a: BotStall, b: BotStall): BotStall {
  return {
    kind: 'bot-stall',
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
    by: RANK[a.by] >= RANK[b.by] ? a.by : b.by,
    delayMs: Math.max(a.delayMs, b.delayMs),
  };
}

async function createSeldom({ clock, cgroup = '/sys/fs/cgroup', ...options }: SelfOptions) {
  const loopback = await (options.openLoopback ?? openLoopback)().catch(() => undefined);
  let lookedAt = clock.now();
  let throttled = await readThrottling(cgroup);
  let asked: { readonly at: number; readonly real: number } | undefined;
  let slow: BotStall | undefined;

  const ask = () => {
    if (!loopback || asked) return;
    const question = { at: clock.now(), real: performance.now() };
    asked = question;
    void loopback.ask().then(
      () => {
        asked = undefined;
        slow = stallOf('loopback', question.at, clock.now(), performance.now() - question.real) ?? slow;
      },
      () => {},
    );
  };
  return {
    look: async (): Promise<readonly (BotStall | undefined)[]> => {
      const found = slow;
      slow = undefined;
      const now = clock.now();
      if (now - lookedAt < SELDOM_MS) return [found];
      const before = throttled;
      throttled = await readThrottling(cgroup);
      const held = before === undefined || throttled === undefined ? 0 : throttled - before;
      // Several processors are held at once, each counted.
      const stall = stallOf('cpu-throttled', lookedAt, now, Math.min(held, now - lookedAt));
      lookedAt = now;
      ask();
      return [found, stall];
    },
    close: () => loopback?.close(),
  };
}

function stallOf(by: BotStall['by'], from: number, to: number, delayMs: number): BotStall | undefined {
  if (delayMs < LEAST_DELAY_MS || to - from < LEAST_DELAY_MS) return undefined;
  return { kind: 'bot-stall', from, to, by, delayMs: Math.round(delayMs) };
}
