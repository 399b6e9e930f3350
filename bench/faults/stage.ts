import type { ChildProcess } from 'node:child_process';
import type { LabSlack } from '#lab/services/slack/lab-slack.ts';
import type { World } from '#lab/world/world.ts';
import { openSurroundings, type SurroundingsOptions } from '../bot-process.ts';
import { end, openRedisProcess } from '../scheduler/redis.ts';

/** The bot and its workers as processes of their own, on a real Redis, against the lab's servers in this process. */
export interface Stage {
  readonly world: World;
  readonly slack: LabSlack;
  readonly redisUrl: string;
  /** In the order in which they started; one that was killed stays. */
  readonly workers: readonly ChildProcess[];
  startWorker(): ChildProcess;
  close(): Promise<void>;
}

export interface StageOptions extends Omit<SurroundingsOptions, 'redisUrl'> {
  readonly workers: number;
  /** Investigations of each environment at a time. */
  readonly concurrency: number;
}

export async function openStage({ workers: count, concurrency, ...around }: StageOptions): Promise<Stage> {
  const redis = await openRedisProcess();
  const settings = { concurrency, ...around.settings };
  const surroundings = await openSurroundings({ ...around, redisUrl: redis.url, settings });
  const { world, slack, start } = surroundings;
  const bot = start('bot');
  const workers: ChildProcess[] = [];
  const startWorker = () => {
    const worker = start('worker');
    workers.push(worker);
    return worker;
  };
  for (let n = 0; n < count; n++) startWorker();
  await slack.waitForSocket();
  return {
    world,
    slack,
    redisUrl: redis.url,
    workers,
    startWorker,
    async close() {
      await Promise.all([bot, ...workers].map(end));
      await surroundings.close();
      await redis.close();
    },
  };
}
