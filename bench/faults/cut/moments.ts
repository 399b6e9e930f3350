import type { Redis } from 'ioredis';
import type { Stage as JobStage } from '#lab/scenario.ts';
import type { Message } from '#lab/services/slack/workspace.ts';
import { systemClock } from '#lib/clock.ts';
import { type Afterwards, isOver } from '../judge.ts';
import type { Stage } from '../stage.ts';

/** One request of a bench, as far as it came. */
export interface Cutting {
  readonly stage: Stage;
  readonly redis: Redis;
  /** Of each request its own. */
  readonly channels: readonly string[];
  readonly finalWords: Afterwards;
  /** Jobs that were there before it was asked. */
  readonly jobsBefore: number;
  readonly keysBefore: ReadonlySet<string>;
}

/** A moment of a run that can be seen from outside; which one it is, is asked again and again. */
export interface CutMoment {
  readonly name: string;
  isReached(cutting: Cutting): boolean | Promise<boolean>;
}

export function messagesOf({ stage, channels }: Cutting): readonly Message[] {
  return channels.flatMap((channel) => stage.slack.messages(channel));
}

const EVERY_MS = 5;
/** A moment that a run has not: a consumer that never comes. */
const PATIENCE_MS = 40_000;

/** False where the run ended before it. */
export async function reached(moment: CutMoment, cutting: Cutting): Promise<boolean> {
  const until = systemClock.now() + PATIENCE_MS;
  while (systemClock.now() < until) {
    if (await moment.isReached(cutting)) return true;
    await systemClock.sleep(EVERY_MS);
  }
  return false;
}

const stageCame = (name: JobStage): CutMoment => ({
  name,
  isReached: ({ stage, jobsBefore }) => stage.world.lives[jobsBefore]?.came.has(name) === true,
});

const inRedis = (name: string, pattern: string, holds: (redis: Redis, key: string) => Promise<boolean>): CutMoment => ({
  name,
  async isReached({ redis, keysBefore }) {
    for (const key of await redis.keys(pattern)) if (!keysBefore.has(key) && (await holds(redis, key))) return true;
    return false;
  },
});

const watchedFor = (ms: number): CutMoment => ({
  name: `watched ${ms / 1_000} s`,
  isReached: ({ stage, jobsBefore }) => {
    const life = stage.world.lives[jobsBefore];
    return life !== undefined && systemClock.now() - life.askedAt >= ms;
  },
});

/** From the first word to the last. */
export const cutMoments: readonly CutMoment[] = [
  {
    name: 'announced',
    isReached: (cutting) => messagesOf(cutting).length > 0,
  },
  inRedis('about to send', '*:fence:*', async () => true),
  { name: 'sent', isReached: ({ stage, jobsBefore }) => stage.world.lives.length > jobsBefore },
  inRedis('answered', '*:fence:*', async (redis, key) => ((await redis.get(key)) ?? '').includes('answer')),
  inRedis('first evidence', '*:so-far:*', async (redis, key) => (await redis.hlen(key)) > 1),
  stageCame('pod'),
  stageCame('started'),
  stageCame('queue'),
  stageCame('consumer'),
  stageCame('metadata'),
  watchedFor(1_000),
  watchedFor(5_000),
  watchedFor(12_000),
  watchedFor(29_000),
  inRedis('saved', '*:history:*', async () => true),
  {
    name: 'told',
    isReached: (cutting) => messagesOf(cutting).some(isOver),
  },
];
