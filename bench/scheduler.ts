import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { systemClock } from '#lib/clock.ts';
import { PACE } from '#queue/bull-worker.ts';
import { atMost, type Bench, type Measured, ofAll, percentile, row } from './bench.ts';
import { checks, KEYS, PREFIX, ticksBetween } from './scheduler/checks.ts';
import { end, openRedisProcess } from './scheduler/redis.ts';

const WORKERS = 3;
const KILLING_MS = 75_000;
/** From one SIGKILL to the next. */
const PAUSE_MS = [2_000, 5_000] as const;
/** What died last has to be noticed, and run again. */
const DRAIN_MS = PACE.lockMs + 2 * PACE.stalledCheckMs + 5_000;

/** Real worker processes on a real Redis, at the pace of production; only the periods are shorter. */
export const scheduler: Bench = {
  name: 'scheduler',
  about: `${checks.length} checks on ${WORKERS} workers that are killed: whether each tick is run exactly once`,
  async run({ say }) {
    const redis = await openRedisProcess();
    const workers: ChildProcess[] = [];
    try {
      workers.push(...(await Promise.all(Array.from({ length: WORKERS }, () => openWorker(redis.url)))));
      const from = systemClock.now();
      say(`${redis.what}, ${checks.length} checks, ${WORKERS} workers, kills for ${KILLING_MS / 1_000} s`);
      const kills = await kill(workers, redis.url, from + KILLING_MS);
      const to = systemClock.now();
      say(`${kills} kills; ${DRAIN_MS / 1_000} s for what died last`);
      await systemClock.sleep(DRAIN_MS);
      return await measured(redis.url, from, to, kills);
    } finally {
      await Promise.all(workers.map(end));
      await redis.close();
    }
  },
};

async function openWorker(url: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['bench/scheduler/worker.ts', url], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

/** One after the other, and each is started again at once. */
async function kill(workers: ChildProcess[], url: string, until: number): Promise<number> {
  let kills = 0;
  while (systemClock.now() < until) {
    await systemClock.sleep(PAUSE_MS[0] + Math.random() * (PAUSE_MS[1] - PAUSE_MS[0]));
    const victim = workers[kills % WORKERS];
    if (victim) await end(victim);
    workers[kills % WORKERS] = await openWorker(url);
    kills += 1;
  }
  return kills;
}

async function measured(url: string, from: number, to: number, kills: number): Promise<Measured> {
  const redis = new Redis(url);
  const [starts, ends, runs, late] = await Promise.all(
    [KEYS.starts, KEYS.ends, KEYS.runs, KEYS.lateMs].map((key) => redis.hgetall(key)),
  );
  const failed = await redis.zcard(`${PREFIX}:checks:failed`);
  redis.disconnect();
  const expected = ticksBetween(from, to);
  const lost = expected.filter((id) => runs?.[id] === undefined);
  // What is due while the bench ends is no part of it.
  const slots = new Set(ticksBetween(from - KILLING_MS, to + 2 * DRAIN_MS));
  const strange = Object.keys(starts ?? {}).filter((id) => !slots.has(id));
  const again = (counts: Record<string, string> = {}) => expected.filter((id) => Number(counts[id] ?? 0) > 1).length;
  const lateMs = expected.flatMap((id) => (late?.[id] === undefined ? [] : [Number(late[id])]));
  const count = (what: string, value: number) => ({ what, count: value });
  return {
    rows: [
      count('ticks that were due', expected.length),
      count('workers killed', kills),
      count('ticks delivered more than once, as a worker was killed over them', again(starts)),
      count('ticks whose run ended more than once', again(ends)),
      count('ticks given up', failed),
      row('first delivery after it was due, ms', lateMs),
    ],
    targets: [
      atMost(
        `ticks lost, of ${expected.length}, with ${kills} kills`,
        lost.length,
        ofAll(lost.length, expected.length),
        0,
      ),
      atMost('ticks recorded that no schedule has', strange.length, '', 0),
      atMost('ticks run twice', again(ends), ofAll(again(ends), expected.length), 0),
      atMost('late, p95', percentile(lateMs, 95), 'ms', 1_000),
    ],
  };
}
