import { Redis } from 'ioredis';
import { scenarioCalled } from '#lab/scenario-list.ts';
import { systemClock } from '#lib/clock.ts';
import { openStage } from '../faults/stage.ts';
import { close } from './crowd.ts';
import { openFronts } from './front.ts';

/** What a worker asks while nobody asks it anything, with so many environments, whose jobs are all captured. */
export interface Idle {
  readonly environments: number;
  /** Commands that the bot and its worker send to Redis in a minute. */
  readonly sent: number;
  /** The same with those that scripts call: what `INFO commandstats` counts. */
  readonly called: number;
  readonly watchesADay: number;
}

export interface IdleOptions {
  readonly environments: number;
  readonly seed: number;
  /** Watches are the longer the longer nothing changes: six minutes until they are as long as they get. */
  readonly settleMs: number;
  readonly measureMs: number;
}

export async function measureIdle({ environments, seed, settleMs, measureMs }: IdleOptions): Promise<Idle> {
  const front = openFronts();
  const scenario = scenarioCalled('healthy');
  const around = { environments, concurrency: 1, front, settings: { capture: true } };
  const stage = await openStage({ ...around, scenario, seed, workers: 1 });
  try {
    await systemClock.sleep(settleMs);
    const redis = new Redis(stage.redisUrl);
    const monitor = await redis.monitor();
    let sent = 0;
    let called = 0;
    monitor.on('monitor', (_time: string, _command: readonly string[], source: string) => {
      if (source !== 'lua') sent += 1;
      called += 1;
    });
    const before = front.watches();
    await systemClock.sleep(measureMs);
    monitor.disconnect();
    redis.disconnect();
    const aMinute = (count: number) => (count * 60_000) / measureMs;
    const watches = front.watches() - before;
    return { environments, sent: aMinute(sent), called: aMinute(called), watchesADay: aMinute(watches) * 24 * 60 };
  } finally {
    await close(stage, front);
  }
}
