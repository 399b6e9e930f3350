import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Evidence } from '#investigation/evidence.ts';
import type { Report } from '#investigation/report/report.ts';
import { rules } from '#investigation/rules/index.ts';
import { environmentSettings } from '#lab/environment.ts';
import { seededRandom } from '#lab/random.ts';
import { openWorld, type World } from '#lab/world/world.ts';
import { systemClock } from '#lib/clock.ts';
import { atLeast, atMost, type Measured } from '../bench.ts';
import { composeHealthy } from './compose.ts';
import { lookedOf, recordOf } from './play.ts';
import { truthOf } from './truth.ts';

/** What a bot that is about to be starved is told: investigate these, each after a while, and stand still meanwhile. */
export interface StarvedBatch {
  readonly jobs: readonly { readonly id: string; readonly settings: object; readonly startInMs: number }[];
  readonly stallInMs: number;
  readonly stallMs: number;
}

export interface StarvedAnswer {
  readonly id: string;
  readonly evidence: Evidence;
  readonly report: Report;
}

const BATCH = 6;
const BOTS = 2;
/** A healthy job has its consumer after 2 to 3 s: the bot stops somewhere in the life of each, from its configure on. */
const STARTS_MS: readonly [number, number] = [1_500, 5_000];
const STALLS_AT_MS = 5_000;
const STALLS_MS: readonly [number, number] = [500, 10_000];

interface Wanted {
  readonly runs: number;
  readonly seed: number;
  say(line: string): void;
}

/**
 * Healthy worlds in real time, beside bots in processes of their own that lose the processor once: whoever stands still is the
 * bot, and the world goes on.
 */
export async function playStarved({ runs, seed, say }: Wanted): Promise<Measured> {
  const batches = Array.from({ length: Math.ceil(runs / BATCH) }, (_, i) => seed + i * BATCH).values();
  const blamed: string[] = [];
  let well = 0;
  const lane = async () => {
    const bot = fork('bench/worlds/starved-bot.ts');
    await once(bot, 'message');
    // The first investigation of a process is slow: its code is not compiled yet.
    await playBatch(bot, 0, 0);
    for (const first of batches)
      for (const { wasWell, said } of await playBatch(bot, first)) {
        if (wasWell) well += 1;
        if (!wasWell || said === undefined) continue;
        blamed.push(said);
        say(said);
      }
    bot.kill('SIGKILL');
  };
  await Promise.all(Array.from({ length: BOTS }, lane));
  return {
    targets: [
      atMost(`parts that a starved bot blamed, in ${well} well worlds`, blamed.length, '', 0),
      atLeast('worlds that were well', well, '', Math.ceil(runs * 0.9)),
    ],
    rows: blamed.map((said) => ({ said })),
  };
}

interface Judged {
  readonly wasWell: boolean;
  /** What it blamed; absent where it blamed nothing. */
  readonly said?: string;
}

async function playBatch(bot: ChildProcess, first: number, stallMs?: number): Promise<readonly Judged[]> {
  const random = seededRandom(first);
  const folder = await mkdtemp(path.join(tmpdir(), 'focus-starved-'));
  const plans = Array.from({ length: BATCH }, (_, i) => composeHealthy(first + i));
  const worlds = await Promise.all(
    plans.map(async (plan) => {
      const faults = plan.ingredients.flatMap((ingredient) => ingredient.faults);
      const scenario = { id: 'starved', story: 'starved', faults, expected: { verdict: 'healthy' as const } };
      const { seed, streamAs, clockAheadMs, clusterAheadMs } = plan;
      const world = await openWorld({
        clock: systemClock,
        seed,
        scenario,
        counter: 110,
        streamAs,
        clockAheadMs,
        clusterAheadMs,
      });
      const kubeconfig = path.join(folder, `${seed}`);
      await writeFile(kubeconfig, world.kubernetes.kubeconfig, { mode: 0o600 });
      const settings = environmentSettings(world, kubeconfig, faults);
      return { plan, world, job: { id: `${seed}`, settings, startInMs: random.between(...STARTS_MS) } };
    }),
  );
  const stall = { stallInMs: STALLS_AT_MS, stallMs: stallMs ?? random.between(...STALLS_MS) };
  bot.send({ jobs: worlds.map(({ job }) => job), ...stall } satisfies StarvedBatch);
  const [answers] = (await once(bot, 'message')) as [readonly StarvedAnswer[]];
  const judged = worlds.map(({ plan, world, job }) => {
    const answer = answers.find(({ id }) => id === job.id);
    if (!answer) throw new Error(`the bot said nothing of world ${job.id}`);
    return judge(plan.seed, world, answer, stall.stallMs);
  });
  await Promise.all(worlds.map(({ world }) => world.close()));
  await rm(folder, { recursive: true });
  return judged;

  function judge(seed: number, world: World, { evidence, report }: StarvedAnswer, stallMs: number): Judged {
    const { fate } = truthOf(composeHealthy(seed), recordOf(world), lookedOf(evidence));
    const blames = blamedParts(report);
    const said = `seed ${seed}, ${Math.round(stallMs)} ms without processor: ${report.verdict}, ${blames.join(', ')}: ${report.headline}`;
    return { wasWell: fate === 'well', ...(blames.length > 0 && { said }) };
  }
}

/** A verdict against the stack, and every finding about a part of it that is at least likely. */
function blamedParts({ verdict, cause, alsoFound }: Report): readonly string[] {
  const found = [...(cause ? [cause] : []), ...alsoFound].filter(({ confidence }) => confidence !== 'possible');
  const ids = found.map(({ id }) => id).filter((id) => rules.some((rule) => rule.id === id && rule.blames !== 'path'));
  return verdict === 'broken' || verdict === 'degraded' ? [verdict, ...ids] : ids;
}
