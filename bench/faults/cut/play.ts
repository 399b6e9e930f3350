import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { createHistory } from '#history/history.ts';
import { observed } from '#investigation/evidence.ts';
import type { Scenario } from '#lab/scenario.ts';
import type { Message } from '#lab/services/slack/workspace.ts';
import { systemClock } from '#lib/clock.ts';
import { silentLog } from '#lib/logger.ts';
import { PREFIX, queueName } from '#queue/names.ts';
import { end } from '../../scheduler/redis.ts';
import { type Afterwards, isOver, rootsIn, watchFinalWords } from '../judge.ts';
import { openStage, type Stage } from '../stage.ts';
import { type CutMoment, type Cutting, messagesOf, reached } from './moments.ts';
import { falseWords, type Judged, verdictOf } from './truth.ts';

/** What is done to the one worker there is, or to its Redis; undefined: nothing, to compare with. */
export type Cut = 'SIGKILL' | 'SIGSTOP' | 'SIGTERM' | 'CLIENT PAUSE' | undefined;

/** What became of one request whose worker was cut off. */
export interface CutRow {
  readonly scenario: string;
  readonly cut: string;
  readonly moment: string;
  readonly resumedMs: number;
  /** How often it was begun: once where the cut was too late for it, or not its worker's. */
  readonly attempts: number;
  readonly reported: boolean;
  /** Of all requests of its round: one each is right. */
  readonly jobs: number;
  readonly roots: number;
  /** Roots that do not end as a report. */
  readonly unfinished: number;
  /** Roots whose final words went back or became others, and replies beyond the first. */
  readonly retold: number;
  readonly verdict: Judged | 'none';
  readonly false: string;
  readonly askedBefore: number;
  readonly keptBefore: number;
  readonly headline: string;
}

/** Of people of their own, at once. */
export const REQUESTS = 4;
const PATIENCE_MS = 150_000;
const QUIET_MS = 2_000;
/** Longer than every lock. */
const AWAY_MS = 25_000;
/** Another worker is in the middle of what the stopped one believes to have. */
const STOPPED_MS = 12_000;

/** The same requests again and again in one stage, cut off at each of the moments. */
export async function playCuts(
  scenario: Scenario,
  cut: Cut,
  moments: readonly CutMoment[],
  seed: number,
  say: (row: CutRow) => void,
): Promise<void> {
  const stage = await openStage({ scenario, seed, workers: 1, concurrency: REQUESTS });
  const redis = new Redis(stage.redisUrl);
  const finalWords = watchFinalWords(stage);
  try {
    for (const moment of moments)
      for (const row of await playCut({ stage, redis, finalWords }, scenario, cut, moment)) say(row);
  } finally {
    redis.disconnect();
    await stage.close();
  }
}

async function playCut(
  { stage, redis, finalWords }: { readonly stage: Stage; readonly redis: Redis; readonly finalWords: Afterwards },
  scenario: Scenario,
  cut: Cut,
  moment: CutMoment,
): Promise<readonly CutRow[]> {
  const round = `${cut ?? 'uncut'}-${moment.name}`.toLowerCase().replaceAll(/\W/g, '-');
  // A channel each: what Slack takes of one is a message a second.
  const channels = Array.from({ length: REQUESTS }, (_, n) => stage.slack.addChannel(`${round}-${n}`).id);
  const cutting: Cutting = {
    ...{ stage, redis, channels, finalWords },
    jobsBefore: stage.world.lives.length,
    keysBefore: new Set(await redis.keys('*')),
  };
  for (const [n, channel] of channels.entries())
    await stage.slack.command(`timing channels=1-${50 + n}`, { user: stage.slack.addPerson(`asker${n}`), channel });
  const workers = cut && cut !== 'CLIENT PAUSE' ? withStandby(cutting) : undefined;
  const wasCut = cut !== undefined && (await reached(moment, cutting));
  const cutAt = systemClock.now();
  const asked = stage.world.focusServer.requests.length;
  const owners = await ownersOf(cutting);
  if (wasCut) await cutOff(cutting, cut, workers?.working);
  const resumed = wasCut ? firstOwner(cutting, owners, cutAt) : Promise.resolve(0);
  await settled(cutting);
  const over = wasCut ? workers?.working : workers?.standby;
  if (over) await end(over);
  const resumedMs = await Promise.race([resumed, systemClock.sleep(100).then(() => -1)]);
  return rowsOf(cutting, { scenario, cut: wasCut ? cut : undefined, moment, cutAt, asked, resumedMs });
}

interface Workers {
  readonly working: ChildProcess | undefined;
  readonly standby: ChildProcess;
}

/** What was asked is the first worker's before the second one is up. */
function withStandby({ stage }: Cutting): Workers {
  const working = stage.workers.findLast((worker) => worker.exitCode === null && worker.signalCode === null);
  return { working, standby: stage.startWorker() };
}

async function cutOff(
  { redis }: Cutting,
  cut: Exclude<Cut, undefined>,
  working: ChildProcess | undefined,
): Promise<void> {
  if (cut === 'CLIENT PAUSE') return void (await redis.call('CLIENT', 'PAUSE', AWAY_MS, 'ALL'));
  const exited = working && once(working, 'exit');
  working?.kill(cut);
  if (cut === 'SIGKILL') await exited;
  if (cut === 'SIGSTOP') void systemClock.sleep(STOPPED_MS).then(() => working?.kill('SIGCONT'));
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

async function settled(cutting: Cutting): Promise<void> {
  const { stage, redis } = cutting;
  const began = systemClock.now();
  let changedAt = began;
  const stop = stage.slack.onChange(() => {
    changedAt = systemClock.now();
  });
  const roots = () => rootsIn(messagesOf(cutting), stage.slack.botUser);
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
  const { stage, redis, jobsBefore, keysBefore } = cutting;
  const { scenario, cut, moment, cutAt, asked, resumedMs } = played;
  const history = createHistory({ redis, prefix: PREFIX, clock: systemClock, log: silentLog });
  const fences = (await redis.keys(`${PREFIX}:fence:*`)).filter((key) => !keysBefore.has(key));
  const about = {
    scenario: scenario.id,
    cut: cut ?? 'none',
    moment: cut ? moment.name : 'none',
    resumedMs: Math.round(resumedMs),
  };
  const roots = rootsIn(messagesOf(cutting), stage.slack.botUser);
  const { overwritten, retold } = cutting.finalWords;
  const isRetold = ({ ts }: Message) => overwritten.has(ts) || retold.has(ts) || repliesTo(ts) > 1;
  const repliesTo = (root: string) => messagesOf(cutting).filter(({ thread_ts }) => thread_ts === root).length;
  const counts = {
    jobs: stage.world.lives.length - jobsBefore,
    roots: roots.length,
    unfinished: roots.filter((root) => !isOver(root)).length,
    retold: roots.filter(isRetold).length,
  };
  const rows = await Promise.all(
    fences.map(async (fence): Promise<CutRow | undefined> => {
      const investigation = fence.slice(fence.lastIndexOf(':') + 1);
      const attempts = Number(await redis.hget(`${PREFIX}:${queueName('lab')}:${investigation}`, 'ats'));
      const [evidence, report] = await Promise.all([history.evidence(investigation), history.report(investigation)]);
      if (!evidence || !report) return undefined;
      const id = report.jobId;
      const life = stage.world.lives.find(({ job }) => job.id === id);
      const before = stage.world.focusServer.requests.slice(0, asked);
      const kept = observed(evidence, 'metadata-answer').filter(({ fact }) => fact.answeredAt <= cutAt);
      return {
        ...about,
        ...counts,
        attempts,
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
    attempts: 0,
    headline: roots.map(({ text }) => text).join(' | '),
  }));
  return [...told, ...missing];
}
