import { scenarioCalled } from '#lab/scenario-list.ts';
import { systemClock } from '#lib/clock.ts';
import { memoryOf } from '../bot-process.ts';
import { isOver, rootsIn } from '../faults/judge.ts';
import { openStage, type Stage } from '../faults/stage.ts';
import { type Fronts, openFronts } from './front.ts';
import { type Reading, read } from './reading.ts';

export interface CrowdOptions {
  readonly scenario: string;
  readonly seed: number;
  readonly workers: number;
  /** Asked as fast as commands are acknowledged. */
  readonly requests: number;
}

/** What a crowd of questions came to. */
export interface Crowd {
  readonly reported: number;
  /** The most that ran at the same moment. */
  readonly mostAtOnce: number;
  readonly tookMs: number;
  /** Of all workers together, less what they cost idle. */
  readonly cpuS: number;
  /** The worst of any worker. */
  readonly rssMb: number;
  readonly delayP99Ms: number;
  readonly delayMostMs: number;
  /** The shortest time between two posts to one channel, ms. */
  readonly postGapMs: number;
}

/** Fifty run at a time in one environment. */
const ENVIRONMENTS = 4;
const CONCURRENCY = 50;
/** A channel takes one message a second. */
const OF_A_CHANNEL = 4;
const SETTLED_MS = 6_000;
const PATIENCE_MS = 300_000;
const RECONNECT_MS = 50;

export const gauged = { preload: 'bench/load/gauge.ts', environments: ENVIRONMENTS, concurrency: CONCURRENCY };

/** Workers against the lab over TLS, and what they cost. */
export async function playCrowd({ scenario, seed, workers, requests }: CrowdOptions): Promise<Crowd> {
  const front = openFronts();
  const stage = await openStage({ ...gauged, scenario: scenarioCalled(scenario), seed, workers, front });
  try {
    await systemClock.sleep(SETTLED_MS);
    const before = await readAll(stage);
    const began = systemClock.now();
    const watching = watchAtOnce(stage, requests);
    await askAll(stage, requests);
    await watching.over;
    const tookMs = systemClock.now() - began;
    const after = await readAll(stage);
    const most = (of: keyof Reading) => Math.max(...after.map((reading) => reading[of]));
    const cpu = (readings: readonly Reading[]) => readings.reduce((sum, { cpuS }) => sum + cpuS, 0);
    return {
      reported: watching.reported(),
      mostAtOnce: watching.most(),
      tookMs,
      cpuS: cpu(after) - cpu(before),
      rssMb: watching.rssMb(),
      delayP99Ms: most('delayP99Ms'),
      delayMostMs: most('delayMostMs'),
      postGapMs: shortestGap(stage),
    };
  } finally {
    await close(stage, front);
  }
}

export async function close(stage: Stage, front: Fronts): Promise<void> {
  await stage.close();
  await front.close();
}

function readAll({ workers }: Stage): Promise<readonly Reading[]> {
  return Promise.all(workers.map((worker) => read(worker)));
}

async function askAll(stage: Stage, requests: number): Promise<void> {
  for (let n = 0; n < requests; n++) await ask(stage, n);
}

/** Each by a person of their own, a few in one channel, in the environments by turns. */
export async function ask({ slack }: Stage, n: number): Promise<void> {
  const name = `load-${Math.floor(n / OF_A_CHANNEL)}`;
  const { id: channel } = n % OF_A_CHANNEL === 0 ? slack.addChannel(name, { member: true }) : slack.channel(name);
  // A connection that is made anew is missing for a moment.
  while (slack.connections === 0) await systemClock.sleep(RECONNECT_MS);
  const place = n % ENVIRONMENTS === 0 ? 'lab' : `lab-${(n % ENVIRONMENTS) + 1}`;
  await slack.command(`timing ${place} height=${1_000 + n}`, { user: slack.addPerson(`asker${n}`), channel });
}

/** Roots that have begun and are not over, from now on. */
function watchAtOnce({ slack, workers }: Stage, requests: number) {
  const running = new Set<string>();
  const over = new Set<string>();
  let most = 0;
  let rssMb = 0;
  slack.onChange((change) => {
    if (change.kind === 'ephemeral' || rootsIn([change.message], slack.botUser).length === 0) return;
    const { ts } = change.message;
    if (isOver(change.message)) {
      running.delete(ts);
      over.add(ts);
    } else running.add(ts);
    most = Math.max(most, running.size);
  });
  const wait = async () => {
    const began = systemClock.now();
    while (over.size < requests && systemClock.now() - began < PATIENCE_MS) {
      for (const worker of workers) rssMb = Math.max(rssMb, memoryOf(worker));
      await systemClock.sleep(250);
    }
  };
  return { over: wait(), reported: () => over.size, most: () => most, rssMb: () => rssMb };
}

function shortestGap({ slack }: Stage): number {
  const last = new Map<string, number>();
  let gap = Number.POSITIVE_INFINITY;
  for (const { method, args, at } of slack.calls) {
    if (method !== 'chat.postMessage') continue;
    const channel = String(args.channel);
    gap = Math.min(gap, at - (last.get(channel) ?? Number.NEGATIVE_INFINITY));
    last.set(channel, at);
  }
  return gap;
}
