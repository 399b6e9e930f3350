import { atLeast, atMost, type Bench, type Measured, percentile, type Row, row } from './bench.ts';
import { strays } from './bot-process.ts';
import { measureAcks } from './load/acks.ts';
import { type Crowd, playCrowd } from './load/crowd.ts';
import { measureIdle } from './load/idle.ts';

const AT_ONCE = 110;
const ACKS = 10_000;

interface Of {
  readonly runs: number;
  readonly seed: number;
  say(line: string): void;
}

const parts = [
  {
    name: 'idle',
    about: 'what a worker asks of Redis and Kubernetes while nothing happens (13 min)',
    measure: idle,
  },
  {
    name: 'crowd',
    about: `${AT_ONCE} investigations at once in one worker, healthy and broken, over TLS`,
    measure: crowd,
  },
  {
    name: 'acks',
    about: `the acknowledgement of ${ACKS} commands, fifty a second, or a hundred each of --runs`,
    measure: acks,
  },
  { name: 'pair', about: 'two workers beside one', measure: pair },
] as const;

/** One worker on a real Redis against the lab's servers; the lab is another process, so CPU and memory are the worker's. */
export const load: Bench = {
  name: 'load',
  about: 'what the bot costs, idle and with many investigations at once, and how soon it acknowledges meanwhile',
  flags: parts.map(({ name, about }) => ({ name, about: `only this: ${about}` })),
  async run({ runs, seed, flags, say }) {
    const chosen = parts.filter(({ name }) => flags.size === 0 || flags.has(name));
    const measured: Measured[] = [];
    for (const { name, measure } of chosen) {
      say(name);
      measured.push(await measure({ runs, seed, say }));
    }
    return {
      targets: [...measured.flatMap(({ targets }) => targets), strays.target()],
      rows: measured.flatMap(({ rows }) => rows),
    };
  },
};

const STARTED_MS = 20_000;
const SETTLE_MS = 6.5 * 60_000;
const MEASURE_MS = 5 * 60_000;
const ENVIRONMENTS = 5;

async function idle({ seed }: Of): Promise<Measured> {
  const one = await measureIdle({ environments: 1, seed, settleMs: STARTED_MS, measureMs: 60_000 });
  const five = await measureIdle({ environments: ENVIRONMENTS, seed, settleMs: SETTLE_MS, measureMs: MEASURE_MS });
  const more = (of: 'sent' | 'called') => (five[of] - one[of]) / (ENVIRONMENTS - 1);
  return {
    rows: [{ ...one }, { ...five }],
    targets: [
      atMost('idle, watches a day of an environment', five.watchesADay / ENVIRONMENTS, '', 2_000),
      atMost('idle, Redis commands a minute of one environment more', more('sent'), '', 30),
      atMost('the same, with those that scripts call', more('called'), '', 30),
    ],
  };
}

async function crowd({ seed, say }: Of): Promise<Measured> {
  const healthy = await playCrowd({ scenario: 'healthy', seed, workers: 1, requests: AT_ONCE });
  say(JSON.stringify(healthy));
  const broken = await playCrowd({ scenario: 'consumer-never-created', seed, workers: 1, requests: AT_ONCE });
  say(JSON.stringify(broken));
  const both = [healthy, broken];
  const most = (of: keyof Crowd) => Math.max(...both.map((one) => one[of]));
  return {
    rows: both.map((one): Row => ({ ...one })),
    targets: [
      atMost('questions without a report', 2 * AT_ONCE - healthy.reported - broken.reported, '', 0),
      atLeast('investigations at once', broken.mostAtOnce, '', 100),
      atMost('RSS of the worker', most('rssMb'), 'MB', 400),
      atMost('event loop, delay, p99', most('delayP99Ms'), 'ms', 50),
      atMost('CPU of a healthy investigation', healthy.cpuS / healthy.reported, 's', 0.2),
      atMost('CPU of a broken investigation', broken.cpuS / broken.reported, 's', 0.35),
      atLeast('between two posts to a channel', Math.min(healthy.postGapMs, broken.postGapMs), 'ms', 1_000),
    ],
  };
}

/** As many as are typed with `--runs`, by the hundred; all where nothing is. */
async function acks({ runs, seed }: Of): Promise<Measured> {
  const count = runs === 20 ? ACKS : 100 * runs;
  const ms = await measureAcks(count, seed);
  return {
    rows: [row('acknowledged, ms', ms)],
    targets: [
      atMost(`acknowledged, p99 of ${count} at 50 a second`, percentile(ms, 99), 'ms', 100),
      atMost('acknowledged, the latest', percentile(ms, 100) / 1_000, 's', 3),
    ],
  };
}

const PAIRED = 60;

/**
 * How much more two could do: what they need of the processor for one investigation, beside what one worker needs. Two
 * that share the cores with the lab cannot show it by the clock.
 */
async function pair({ seed }: Of): Promise<Measured> {
  const of = { scenario: 'healthy', seed, requests: PAIRED };
  const one = await playCrowd({ ...of, workers: 1 });
  const two = await playCrowd({ ...of, workers: 2 });
  const needs = ({ cpuS, reported }: Crowd) => cpuS / reported;
  return {
    rows: [{ ...one }, { ...two }],
    targets: [atLeast('what two workers can do, beside one, by CPU', (2 * needs(one)) / needs(two), '×', 1.8)],
  };
}
