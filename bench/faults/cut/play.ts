import { once } from 'node:events';
import { Redis } from 'ioredis';
import { createHistory } from '#history/history.ts';
import { observed } from '#investigation/evidence.ts';
import type { Scenario } from '#lab/scenario.ts';
import { systemClock } from '#lib/clock.ts';
import { silentLog } from '#lib/logger.ts';
import { PREFIX } from '#queue/names.ts';
import { isOver, rootsIn } from '../judge.ts';
import { openStage, type Stage } from '../stage.ts';
import { type CutMoment, type Cutting, reached } from './moments.ts';
import { falseWords, verdictOf } from './truth.ts';

/** What is done to the one worker there is, or to its Redis; undefined: nothing, to compare with. */
export type Cut = 'SIGKILL' | 'SIGTERM' | 'CLIENT PAUSE' | undefined;

/** What became of one request whose worker was cut off. */
export interface CutRow {
  readonly scenario: string;
  readonly cut: string;
  readonly moment: string;
  readonly resumedMs: number;
  readonly reported: boolean;
  readonly jobs: number;
  readonly roots: number;
  readonly verdict: 'right' | 'open' | 'wrong' | 'none';
  readonly false: string;
  readonly askedBefore: number;
  readonly keptBefore: number;
  readonly headline: string;
}

const REQUESTS = 2;
const PATIENCE_MS = 150_000;
const QUIET_MS = 2_000;
/** Longer than every lock. */
const AWAY_MS = 25_000;

/** The same requests again and again in one stage, cut off at each of the moments. */
export async function playCuts(
  scenario: Scenario,
  cut: Cut,
  moments: readonly CutMoment[],
  seed: number,
  say: (row: CutRow) => void,
): Promise<void> {
  const stage = await openStage({ scenario, seed, workers: 1, concurrency: 4 });
  const redis = new Redis(stage.redisUrl);
  try {
    for (const moment of moments) for (const row of await playCut(stage, redis, scenario, cut, moment)) say(row);
  } finally {
    redis.disconnect();
    await stage.close();
  }
}

async function playCut(
  stage: Stage,
  redis: Redis,
  scenario: Scenario,
  cut: Cut,
  moment: CutMoment,
): Promise<readonly CutRow[]> {
  const { id: channel } = stage.slack.channel('incidents');
  const cutting: Cutting = {
    ...{ stage, redis, channel },
    jobsBefore: stage.world.lives.length,
    messagesBefore: stage.slack.messages(channel).length,
    keysBefore: new Set(await redis.keys('*')),
  };
  for (let n = 0; n < REQUESTS; n += 1)
    await stage.slack.command(`timing height=${1_000 + n}`, { user: `U0ASKER${n}`, channel });
  const wasCut = cut !== undefined && (await reached(moment, cutting));
  const cutAt = systemClock.now();
  const asked = stage.world.focusServer.requests.length;
  const owners = await ownersOf(cutting);
  if (wasCut) await cutOff(cutting, cut);
  const resumed = wasCut ? firstOwner(cutting, owners, cutAt) : Promise.resolve(0);
  await settled(cutting);
  const resumedMs = await Promise.race([resumed, systemClock.sleep(100).then(() => -1)]);
  return rowsOf(cutting, { scenario, cut: wasCut ? cut : undefined, moment, cutAt, asked, resumedMs });
}

async function cutOff({ stage, redis }: Cutting, cut: Exclude<Cut, undefined>): Promise<void> {
  if (cut === 'CLIENT PAUSE') return void (await redis.call('CLIENT', 'PAUSE', AWAY_MS, 'ALL'));
  const worker = stage.workers.at(-1);
  const exited = worker && once(worker, 'exit');
  worker?.kill(cut);
  if (cut === 'SIGKILL') await exited;
  stage.startWorker();
}

async function ownersOf({ redis, keysBefore }: Cutting): Promise<ReadonlyMap<string, string>> {
  const keys = (await redis.keys(`${PREFIX}:so-far:*`)).filter((key) => !keysBefore.has(key));
  return new Map(await Promise.all(keys.map(async (key) => [key, (await redis.hget(key, 'owner')) ?? ''] as const)));
}

/** How long after the cut another run took what was seen; -1 where none had to. */
async function firstOwner(cutting: Cutting, before: ReadonlyMap<string, string>, cutAt: number): Promise<number> {
  while (systemClock.now() - cutAt < PATIENCE_MS) {
    const now = await ownersOf(cutting);
    if ([...now].some(([key, owner]) => before.has(key) && before.get(key) !== owner)) return systemClock.now() - cutAt;
    await systemClock.sleep(20);
  }
  return -1;
}

async function settled({ stage, redis, channel, messagesBefore }: Cutting): Promise<void> {
  const began = systemClock.now();
  let changedAt = began;
  const stop = stage.slack.onChange(() => {
    changedAt = systemClock.now();
  });
  const roots = () => rootsIn(stage.slack.messages(channel).slice(messagesBefore), stage.slack.botUser);
  while (systemClock.now() - began < PATIENCE_MS) {
    await systemClock.sleep(250);
    const isTold = roots().filter(isOver).length >= REQUESTS && systemClock.now() - changedAt > QUIET_MS;
    // Whoever asks the same before its item is done is told of the one that is there.
    if (isTold && (await redis.keys(`${PREFIX}:running:*`)).length === 0) break;
  }
  stop();
}

interface Played {
  readonly scenario: Scenario;
  readonly cut: Cut;
  readonly moment: CutMoment;
  readonly cutAt: number;
  readonly asked: number;
  readonly resumedMs: number;
}

async function rowsOf(cutting: Cutting, played: Played): Promise<readonly CutRow[]> {
  const { stage, redis, channel, messagesBefore, jobsBefore, keysBefore } = cutting;
  const { scenario, cut, moment, cutAt, asked, resumedMs } = played;
  const history = createHistory({ redis, prefix: PREFIX, clock: systemClock, log: silentLog });
  const fences = (await redis.keys(`${PREFIX}:fence:*`)).filter((key) => !keysBefore.has(key));
  const about = {
    scenario: scenario.id,
    cut: cut ?? 'none',
    moment: cut ? moment.name : 'none',
    resumedMs: Math.round(resumedMs),
  };
  const roots = rootsIn(stage.slack.messages(channel).slice(messagesBefore), stage.slack.botUser);
  const counts = { jobs: stage.world.lives.length - jobsBefore, roots: roots.length };
  const rows = await Promise.all(
    fences.map(async (fence): Promise<CutRow | undefined> => {
      const investigation = fence.slice(fence.lastIndexOf(':') + 1);
      const [evidence, report] = await Promise.all([history.evidence(investigation), history.report(investigation)]);
      if (!evidence || !report) return undefined;
      const id = report.jobId;
      const life = stage.world.lives.find(({ job }) => job.id === id);
      const before = stage.world.focusServer.requests.slice(0, asked);
      const kept = observed(evidence, 'metadata-answer').filter(({ fact }) => fact.answeredAt <= cutAt);
      return {
        ...about,
        ...counts,
        reported: roots.some(({ text }) => isOver({ text }) && text.includes(report.headline.slice(0, 20))),
        verdict: verdictOf(report, scenario),
        false: falseWords(evidence, report, life, scenario).join('; '),
        askedBefore: before.filter(({ path }) => path === `/metadata/${id}`).length,
        keptBefore: kept.length,
        headline: report.headline,
      };
    }),
  );
  const told = rows.filter((row) => row !== undefined);
  const nothing = { verdict: 'none', false: '', askedBefore: 0, keptBefore: 0, reported: false } as const;
  const missing = Array.from({ length: REQUESTS - told.length }, () => ({
    ...about,
    ...counts,
    ...nothing,
    headline: roots.map(({ text }) => text).join(' | '),
  }));
  return [...told, ...missing];
}
