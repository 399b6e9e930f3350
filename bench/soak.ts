import { Redis } from 'ioredis';
import { scenarioCalled } from '#lab/scenario-list.ts';
import { systemClock } from '#lib/clock.ts';
import { atMost, type Bench, type Row, type Target } from './bench.ts';
import { strays } from './bot-process.ts';
import { openStage, type Stage } from './faults/stage.ts';
import { ask, close, gauged } from './load/crowd.ts';
import { openFronts } from './load/front.ts';
import { read } from './load/reading.ts';
import { type Slope, slopeOf } from './load/slope.ts';

const MINUTES = 30;
/** Of the time: what is remembered of a bounded number of investigations fills up meanwhile. */
const WARM = 0.4;
const EVERY_MS = 5_000;
const READ_MS = 60_000;
const STORIES = ['healthy', 'consumer-never-created', 'healthy', 'pod-crashed'];

/** What was read at one moment, as lines are fitted to it. */
interface Sample {
  readonly minute: number;
  readonly reports: number;
  readonly heapMb: number;
  readonly rssMb: number;
  readonly handles: number;
  readonly redisKb: number;
}

/** Twelve investigations a minute: what grows with time, and what each leaves behind. */
export const soak: Bench = {
  name: 'soak',
  about: `moderate load for ${MINUTES} min, or so many as --runs says where it is typed: whether memory, handles and Redis stay flat`,
  async run({ runs, seed, say }) {
    const front = openFronts();
    const stage = await openStage({ ...gauged, scenario: scenarioCalled('healthy'), seed, workers: 1, front });
    try {
      const samples = await soaked(stage, (runs === 20 ? MINUTES : runs) * 60_000, say);
      return { rows: samples.map((sample): Row => ({ ...sample })), targets: [...targetsOf(samples), strays.target()] };
    } finally {
      await close(stage, front);
    }
  },
};

async function soaked(stage: Stage, forMs: number, say: (line: string) => void): Promise<readonly Sample[]> {
  const began = systemClock.now();
  const samples: Sample[] = [];
  let readAt = began + WARM * forMs;
  for (let n = 0; systemClock.now() - began < forMs; n++) {
    await stage.world.become(scenarioCalled(STORIES[n % STORIES.length] ?? 'healthy'));
    await ask(stage, n);
    await systemClock.sleep(EVERY_MS);
    if (systemClock.now() < readAt) continue;
    readAt += READ_MS;
    const sample = await look(stage, (systemClock.now() - began) / 60_000);
    samples.push(sample);
    say(JSON.stringify(sample));
  }
  return samples;
}

async function look({ workers, redisUrl, world }: Stage, minute: number): Promise<Sample> {
  const [worker] = workers;
  if (!worker) throw new Error('there is no worker');
  const { heapMb, rssMb, handles } = await read(worker, 'collect');
  const redis = new Redis(redisUrl);
  const [, bytes] = /used_memory_dataset:(\d+)/.exec(await redis.info('memory')) ?? [];
  redis.disconnect();
  return { minute, reports: world.lives.length, heapMb, rssMb, handles, redisKb: Number(bytes) / 1_024 };
}

/** A stretch is flat where the lower end of its slope's 95 % bound is no growth worth a word. */
function targetsOf(samples: readonly Sample[]): readonly Target[] {
  const over = (x: keyof Sample, y: keyof Sample): Slope =>
    slopeOf(samples.map((sample) => [sample[x], sample[y]] as const));
  const grows = (name: string, slope: Slope, unit: string, most: number) =>
    atMost(
      `${name}, at least (95 %; fitted ${slope.at.toFixed(2)}, at most ${slope.to.toFixed(2)})`,
      slope.from,
      unit,
      most,
    );
  return [
    grows('heap after a collection grows', over('minute', 'heapMb'), 'MB/min', 0.1),
    grows('RSS grows', over('minute', 'rssMb'), 'MB/min', 0.5),
    grows('handles grow', over('minute', 'handles'), '/min', 0.1),
    grows('Redis keeps of an investigation', over('reports', 'redisKb'), 'kB', 40),
  ];
}
