import type { ClockReading } from '#investigation/observation.ts';
import type { Probe, Sighting } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import type { KubernetesProbeOptions } from './options.ts';

/** How far ahead of the bot's the cluster's clock may be, ms. */
interface Ahead {
  readonly least: number;
  readonly most: number;
}

const SECOND_MS = 1_000;
/** Stamps of events are told from each other so exactly; the way there takes longer mostly. */
const EXACT_MS = 15;
/** Answers that are sent off in one second. Each of them cuts what is left into one part more. */
const CUTS = 3;
/** A way there that is no shorter than what is left tells nothing new. */
const MOST_ROUNDS = 4;

/**
 * What time it is on the cluster's clock. A `Date` header has whole seconds alone, so it is asked for when the second may
 * turn: each answer then tells on which side it did. Ten answers of `/version` in four seconds leave 15 ms, or the way there.
 */
export function clusterClockProbe(options: KubernetesProbeOptions): Probe {
  return {
    id: 'cluster-clock',
    sees: ['clock-reading'],
    about: 'environment',
    beside: true,
    watch: (_subject, signal) => readings(options, signal),
  };
}

async function* readings(options: KubernetesProbeOptions, signal: AbortSignal): AsyncGenerator<Sighting> {
  const { clock } = options;
  const first = await readOrEnd(options, signal);
  if (!first) return;
  yield first;
  let ahead = aheadOf(first);
  let wayMs = wayOf(first);
  for (let round = 0; round < MOST_ROUNDS && ahead && ahead.most - ahead.least > Math.max(EXACT_MS, wayMs); round += 1)
    for (const at of turnsOf(ahead, wayMs, clock.now())) {
      if (!(await waitUntil(clock, at, signal))) return;
      const next = await readOrEnd(options, signal);
      if (!next) return;
      yield next;
      wayMs = Math.min(wayMs, wayOf(next));
      const narrowed = both(ahead, aheadOf(next));
      if (!narrowed) return;
      ahead = narrowed;
    }
}

/** When a second of the cluster turns, were it ahead by each of what cuts the range into parts: the next such times, in order. */
function turnsOf({ least, most }: Ahead, wayMs: number, now: number): readonly number[] {
  const part = (most - least) / (CUTS + 1);
  return Array.from({ length: CUTS }, (_, n) => least + part * (n + 1))
    .map((ahead) => now + SECOND_MS - mod(now + wayMs / 2 + ahead, SECOND_MS))
    .toSorted((one, other) => one - other);
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/** Where they do not meet, several clocks answer, or one was set: no more is to be learned of it. */
function both(one: Ahead, other: Ahead | undefined): Ahead | undefined {
  if (!other) return one;
  const ahead = { least: Math.max(one.least, other.least), most: Math.min(one.most, other.most) };
  return ahead.least < ahead.most ? ahead : undefined;
}

function aheadOf(sighting: Sighting): Ahead | undefined {
  if (!('fact' in sighting) || sighting.fact.kind !== 'clock-reading') return undefined;
  const { stamp, sentAt, answeredAt } = sighting.fact;
  return { least: stamp - answeredAt, most: stamp + SECOND_MS - sentAt };
}

function wayOf(sighting: Sighting): number {
  if (!('fact' in sighting) || sighting.fact.kind !== 'clock-reading') return 0;
  return sighting.fact.answeredAt - sighting.fact.sentAt;
}

/** False when the signal came first. */
async function waitUntil(clock: Clock, at: number, signal: AbortSignal): Promise<boolean> {
  const ms = at - clock.now();
  if (ms > 0) await clock.sleep(ms, signal).catch(() => undefined);
  return !signal.aborted;
}

/** Any answer has a `Date`, also a refusal: `/version` is the cheapest that everyone may ask for. Undefined at the signal. */
async function readOrEnd(
  { connection, clock }: KubernetesProbeOptions,
  signal: AbortSignal,
): Promise<Sighting | undefined> {
  try {
    const { date = '', sentAt, answeredAt, body } = await connection.ask('/version', {}, { signal });
    body.resume();
    const stamp = Date.parse(date);
    return { at: clock.now(), ...(Number.isNaN(stamp) ? undated : { fact: reading(sentAt, answeredAt, stamp) }) };
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

const undated = {
  gap: { kinds: ['clock-reading'], reason: 'failed', detail: '/version came without a Date' },
} as const;

function reading(sentAt: number, answeredAt: number, stamp: number): ClockReading {
  return { kind: 'clock-reading', clock: 'kubernetes', sentAt, answeredAt, stamp };
}
