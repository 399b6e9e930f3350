import type { Outcome } from '#checks/book.ts';
import type { Check } from '#checks/check.ts';
import type { Random } from '#lab/random.ts';
import { checks } from './checks.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What really is the matter, for a while. */
export interface Trouble {
  readonly what: 'outage' | 'changing' | 'storm' | 'storm with a blind spell' | 'flapping' | 'blind' | 'no worker';
  readonly from: number;
  readonly to: number;
  /** Names of checks. */
  readonly of: readonly string[];
  readonly stretches: readonly Stretch[];
}

export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly is: 'failed' | 'blind' | 'no worker';
  readonly cause: string;
}

export interface Spell {
  readonly from: number;
  readonly to: number;
}

export interface Truth {
  readonly from: number;
  readonly to: number;
  readonly troubles: readonly Trouble[];
  /** Days on which nothing is wrong, and single runs fail, are slow or see nothing. */
  readonly noisy: readonly Spell[];
  /** A worker is replaced: runs are late, and begun ones begin anew. */
  readonly restarts: readonly Spell[];
  readonly slackOutages: readonly Spell[];
}

const CAUSES = ['backend-down', 'rabbitmq-down', 'consumer-never-created', 'consumer-slow', 'not-determined'];

/** The last day is left to come to an end. */
export function makeTruth(random: Random, from: number, days: number): Truth {
  const to = from + days * DAY;
  const troubles: Trouble[] = [];
  const noisy: Spell[] = [];
  for (let at = from + 2 * HOUR; at < to - 1.5 * DAY; ) {
    if (random.next() < 0.12) {
      noisy.push({ from: at, to: at + DAY });
      at += DAY + 6 * HOUR;
      continue;
    }
    const trouble = anyTrouble(random, at);
    troubles.push(trouble);
    // A trouble that comes back sooner counts as the same one, after flapping for longer.
    at = trouble.to + random.between(5, 9) * HOUR + (trouble.what === 'flapping' ? 8 * HOUR : 0);
  }
  const quiet = { from, to: to - DAY };
  return {
    from,
    to,
    troubles,
    noisy,
    restarts: spells(random, quiet, 12 * HOUR, [MINUTE, 3 * MINUTE]),
    slackOutages: spells(random, quiet, 15 * HOUR, [3 * MINUTE, 20 * MINUTE]),
  };
}

function spells(random: Random, { from, to }: Spell, apartMs: number, [least, most]: readonly [number, number]) {
  const found: Spell[] = [];
  for (let at = from; at < to; at += random.between(0.5, 1.5) * apartMs)
    found.push({ from: at, to: at + random.between(least, most) });
  return found;
}

function anyTrouble(random: Random, from: number): Trouble {
  const kind = random.next();
  const one = pick(random, checks);
  const environment = pick(random, ['lab', 'prod']);
  const all = checks
    .filter((check) => random.next() < 0.1 || check.environment === environment)
    .map(({ name }) => name);
  const cause = pick(random, CAUSES);
  const short = from + everyMs(one) * 1.2 + random.between(15 * MINUTE, 4 * HOUR);
  if (kind < 0.35) return trouble('outage', [one.name], [[from, short, 'failed', cause]]);
  if (kind < 0.45) {
    const middle = short + everyMs(one) + random.between(10 * MINUTE, HOUR);
    const stretches = [
      [from, short, 'failed', 'backend-down'],
      [short, middle, 'failed', 'rabbitmq-down'],
      [middle, middle + HOUR, 'failed', 'backend-down'],
    ] as const;
    return trouble('changing', [one.name], stretches);
  }
  const long = from + random.between(75 * MINUTE, 6 * HOUR);
  if (kind < 0.62) return trouble('storm', all, [[from, long, 'failed', cause]]);
  if (kind < 0.72) {
    const [a, b, c] = [from + 3 * HOUR, from + 5 * HOUR, from + 7 * HOUR];
    const stretches = [
      [from, a, 'failed', 'backend-down'],
      [a, b, 'blind', 'kubernetes-unreachable'],
      [b, c, 'failed', 'backend-down'],
    ] as const;
    return trouble('storm with a blind spell', all, stretches);
  }
  if (kind < 0.84) return flapping(random, from, pick(random, checks.filter(isFrequent)).name);
  if (kind < 0.94) return trouble('blind', all, [[from, long, 'blind', 'kubernetes-unreachable']]);
  const everything = checks.map(({ name }) => name);
  return trouble('no worker', everything, [[from, from + random.between(1.5, 3) * HOUR, 'no worker', 'no-worker']]);
}

function isFrequent(check: Check): boolean {
  return everyMs(check) <= 10 * MINUTE && check.maintenance.length === 0;
}

function flapping(random: Random, from: number, name: string): Trouble {
  const stretches: [number, number, 'failed', string][] = [];
  const to = from + random.between(2, 5) * HOUR;
  for (let at = from; at < to; ) {
    const end = at + random.between(14, 25) * MINUTE;
    stretches.push([at, end, 'failed', pick(random, CAUSES)]);
    at = end + random.between(7, 25) * MINUTE;
  }
  return trouble('flapping', [name], stretches);
}

function trouble(
  what: Trouble['what'],
  of: readonly string[],
  spans: readonly (readonly [number, number, Stretch['is'], string])[],
): Trouble {
  const stretches = spans.map(([from, to, is, cause]) => ({ from, to, is, cause }));
  return { what, of, stretches, from: spans[0]?.[0] ?? 0, to: spans.at(-1)?.[1] ?? 0 };
}

export function stretchAt({ troubles }: Truth, check: string, at: number): Stretch | undefined {
  const trouble = troubles.find(({ from, to, of }) => from <= at && at < to && of.includes(check));
  return trouble?.stretches.find(({ from, to }) => from <= at && at < to);
}

export function spellAt(spells: readonly Spell[], at: number): Spell | undefined {
  return spells.find(({ from, to }) => from <= at && at < to);
}

/** What runs see, in order: of noise, never two within five runs of a check, and no failure where one is an alert. */
export function createWitness(truth: Truth, random: Random) {
  const sinceNoise = new Map<string, number>();
  return (check: Check, at: number): { readonly outcome: Outcome; readonly cause?: string } => {
    const stretch = stretchAt(truth, check.name, at);
    if (stretch && stretch.is !== 'no worker') return { outcome: stretch.is, cause: stretch.cause };
    const runs = (sinceNoise.get(check.name) ?? 0) + 1;
    const isNoise = spellAt(truth.noisy, at) !== undefined && runs > 5 && random.next() < 0.15;
    sinceNoise.set(check.name, isNoise ? 0 : runs);
    if (!isNoise) return { outcome: 'ok' };
    if (check.alertAfter.failures === 1) return { outcome: 'warn', cause: 'consumer-slow' };
    const outcome = pick(random, ['failed', 'failed', 'blind', 'warn'] as const);
    return { outcome, cause: pick(random, CAUSES) };
  };
}

export function everyMs({ schedule }: Check): number {
  return schedule.kind === 'every' ? schedule.everyMs : HOUR;
}

function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random.next() * items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
