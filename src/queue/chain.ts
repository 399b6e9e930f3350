import type { JobSchedulerTemplateOptions, Queue, RepeatOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { systemClock } from '#lib/clock.ts';

/** What BullMQ keeps of a tick that comes with a schedule. */
export interface ScheduledTick {
  readonly check: string;
}

export type TickQueue = Queue<ScheduledTick>;

export const TICK = 'tick';

/** A slot is never taken twice, so nothing has to be remembered of one that went well. */
export const TICK_OPTIONS: JobSchedulerTemplateOptions = {
  removeOnComplete: true,
  removeOnFail: { age: 24 * 60 * 60, count: 200 },
};

/** It waits to be taken, so the chain goes on with whoever takes it. */
const TO_COME: readonly string[] = ['delayed', 'waiting', 'prioritized'];

/** BullMQ's id of the tick of `check` at the slot `at`, real ms since the epoch. */
export function slotId(check: string, at: number): string {
  return `repeat:${check}:${at}`;
}

/** When the newest tick of each check is due, real ms since the epoch; in the past while a tick is late. */
export async function newestSlots(redis: Redis, queue: TickQueue): Promise<ReadonlyMap<string, number>> {
  return slotMap(await redis.zrange(queue.toKey('repeat'), '0', '-1', 'WITHSCORES'));
}

/** Whether the newest tick of the check waits to be taken. */
export async function isToCome(queue: TickQueue, check: string, slot: number): Promise<boolean> {
  return TO_COME.includes(await queue.getJobState(slotId(check, slot)));
}

/**
 * In BullMQ each tick brings the next one, when a worker takes it: a worker that dies between taking the one and bringing
 * the other holds the check up until the tick is noticed as stalled, half a minute later. This brings the next tick
 * wherever one has been due for `lateMs` of real time and does not wait to be taken. Any number of processes may do it at
 * once: Redis takes the next tick only while the last one is the newest. Gives back the checks that go on.
 */
export async function keepChains(redis: Redis, queue: TickQueue, lateMs: number): Promise<readonly string[]> {
  const until = systemClock.now() - lateMs;
  const late = slotMap(await redis.zrangebyscore(queue.toKey('repeat'), '-inf', String(until), 'WITHSCORES'));
  const brought: string[] = [];
  for (const [check, slot] of late) {
    if (await isToCome(queue, check, slot)) continue;
    if (await bringNext(queue, check, slot)) brought.push(check);
  }
  return brought;
}

/** True when it was this call that brought the tick after `slot`. */
export async function bringNext(queue: TickQueue, check: string, slot: number): Promise<boolean> {
  const scheduler = await queue.getJobScheduler(check);
  if (scheduler === undefined) return false;
  const { every, offset, pattern, tz } = scheduler;
  const repeat: RepeatOptions = {
    ...(every !== undefined && { every }),
    ...(offset !== undefined && { offset }),
    ...(pattern !== undefined && { pattern }),
    ...(tz !== undefined && { tz }),
  };
  const schedulers = await queue.jobScheduler;
  const options = { ...TICK_OPTIONS, prevMillis: slot };
  const after = { override: false, producerId: slotId(check, slot) };
  return (await schedulers.upsertJobScheduler(check, repeat, TICK, { check }, options, after)) !== undefined;
}

function slotMap(flat: readonly string[]): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  for (let i = 0; i + 1 < flat.length; i += 2) slots.set(String(flat[i]), Number(flat[i + 1]));
  return slots;
}
