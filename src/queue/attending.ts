import type { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { systemClock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import { troubleTo } from './connection.ts';

export interface Attending {
  readonly workers: readonly Worker[];
  readonly redis: Redis;
  /** Real ms between two looks. */
  readonly everyMs: number;
  /** No look begins after it. */
  readonly signal: AbortSignal;
  readonly log: Log;
}

const WAITING = ['wait', 'prioritized'] as const;

/**
 * Gives what dead workers had to the living, and calls one where something waits and nobody was called: a worker died
 * between the call and the item, or left a place free as it ended. While nothing waits or runs in any queue this is one
 * command a look for all of them; BullMQ's own check is seven a queue. Never rejects.
 */
export async function attend({ workers, redis, everyMs, signal, log }: Attending): Promise<void> {
  const lists = workers.flatMap((worker) => ['active', ...WAITING].map((list) => worker.toKey(list)));
  const holds = async (...keys: readonly string[]) => (await redis.exists(...keys)) > 0;
  while (!signal.aborted) {
    if (await holds(...lists).catch(() => false))
      await Promise.all(workers.map((worker) => lookAt(worker).catch(troubleTo(log, worker.name))));
    await systemClock.sleep(everyMs, signal).catch(() => {});
  }

  async function lookAt(worker: Worker): Promise<void> {
    if (signal.aborted) return;
    if (await holds(worker.toKey('active'))) await worker.backend.moveStalledJobsToWait();
    if (await holds(...WAITING.map((list) => worker.toKey(list)))) await call(worker);
  }

  /** As BullMQ calls a worker that waits for an item; one that finds none goes on waiting. */
  async function call(worker: Worker): Promise<void> {
    await redis.zadd(worker.toKey('marker'), 0, '0');
  }
}
