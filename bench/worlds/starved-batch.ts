import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Evidence } from '#investigation/evidence.ts';
import type { Report } from '#investigation/report/report.ts';
import { environmentSettings } from '#lab/environment.ts';
import { openWorld, type World } from '#lab/world/world.ts';
import { composeHealthy } from '#lab/worlds/compose.ts';
import { lookedOf, recordOf } from '#lab/worlds/looked.ts';
import type { Stall, WorldPlan } from '#lab/worlds/plan.ts';
import { truthOf } from '#lab/worlds/truth.ts';
import { systemClock } from '#lib/clock.ts';
import type { PlayedWorld } from './play.ts';

/** What a bot that is about to be starved is told: investigate these, each after a while, and stand still meanwhile. */
export interface StarvedBatch {
  readonly jobs: readonly StarvedJob[];
  readonly stall: Stall;
}

export interface StarvedJob extends Pick<WorldPlan, 'request' | 'timeoutMs'> {
  readonly id: string;
  readonly settings: object;
  readonly startInMs: number;
}

export interface StarvedAnswer {
  readonly id: string;
  readonly evidence: Evidence;
  readonly report: Report;
}

/** A world, and how long the bot waits before it configures its job. */
export interface StarvedPlan {
  readonly plan: WorldPlan;
  readonly startInMs: number;
}

export interface StarvedWorld extends PlayedWorld {
  readonly plan: WorldPlan;
}

/** In a process of its own: whoever stands still is the bot, and the worlds go on. */
export async function openBot(): Promise<ChildProcess> {
  const bot = fork('bench/worlds/starved-bot.ts');
  await answerOf(bot);
  // The first investigation of a process is slow: its code is not compiled yet.
  await playBatch(bot, [{ plan: composeHealthy(0), startInMs: 0 }], { inMs: 0, forMs: 0 });
  return bot;
}

/** Worlds in real time, side by side, whose one bot loses the processor once. */
export async function playBatch(
  bot: ChildProcess,
  plans: readonly StarvedPlan[],
  stall: Stall,
): Promise<readonly StarvedWorld[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'focus-starved-'));
  const opened = await Promise.all(plans.map((starved) => openFor(starved, folder)));
  try {
    bot.send({ jobs: opened.map(({ job }) => job), stall } satisfies StarvedBatch);
    const answers = (await answerOf(bot)) as readonly StarvedAnswer[];
    return opened.map(({ plan, world, job }) => {
      const answer = answers.find(({ id }) => id === job.id);
      if (!answer) throw new Error(`the bot said nothing of world ${job.id}`);
      const { evidence, report } = answer;
      return { plan, evidence, report, truth: truthOf(plan, recordOf(world.lives.at(-1)), lookedOf(evidence)) };
    });
  } finally {
    await Promise.all(opened.map(({ world }) => world.close()));
    await rm(folder, { recursive: true });
  }
}

interface Opened {
  readonly plan: WorldPlan;
  readonly world: World;
  readonly job: StarvedJob;
}

async function openFor({ plan, startInMs }: StarvedPlan, folder: string): Promise<Opened> {
  const { seed, streamAs, clockAheadMs, clusterAheadMs, request, timeoutMs } = plan;
  const faults = plan.ingredients.flatMap((ingredient) => ingredient.faults);
  const scenario = { id: 'starved', story: 'starved', faults, expected: { verdict: 'healthy' as const } };
  const build = { streamAs, clockAheadMs, clusterAheadMs, counter: 110 + (seed % 800) };
  const world = await openWorld({ clock: systemClock, seed, scenario, ...build });
  const id = `${seed}`;
  const kubeconfig = path.join(folder, id);
  await writeFile(kubeconfig, world.kubernetes.kubeconfig, { mode: 0o600 });
  const settings = environmentSettings(world, kubeconfig, faults);
  return { plan, world, job: { id, settings, startInMs, request, timeoutMs } };
}

async function answerOf(bot: ChildProcess): Promise<unknown> {
  const heard = new AbortController();
  const { signal } = heard;
  const over = once(bot, 'exit', { signal }).then(() => {
    throw new Error('the bot has ended');
  });
  try {
    const [answer] = await Promise.race([once(bot, 'message', { signal }), over]);
    return answer;
  } finally {
    over.catch(() => undefined);
    heard.abort();
  }
}
