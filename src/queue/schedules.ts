import { randomUUID } from 'node:crypto';
import { type JobSchedulerTemplateOptions, Queue, type RepeatOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Ticking } from '#checks/check.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import { hold, letGo } from '#lib/lease.ts';
import type { Log } from '#lib/logger.ts';
import { troubleTo } from './connection.ts';
import { CHECKS, reconcilingKey } from './names.ts';

export interface SchedulesOptions {
  /** From `workerRedis`; it stays open. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Scheduled {
  readonly name: string;
  readonly schedule: Ticking;
}

/** Names of checks. */
export interface Reconciled {
  readonly added: string[];
  readonly changed: string[];
  readonly removed: string[];
}

/** When checks tick: kept in Redis, so that ticks come while any worker lives and none comes twice. */
export interface Schedules {
  /**
   * Makes the schedules those of focus.yml, and leaves what has not changed alone. Several workers may do it at the same
   * time: they take turns. A schedule whose next tick is gone goes on at its next slot.
   */
  reconcile(checks: readonly Scheduled[]): Promise<Reconciled>;
  /** When each check ticks next, ms since the epoch on the clock; in the past while no worker takes the tick. */
  nextTicks(): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}

/** A process that dies while it reconciles holds the others up for so long. Real time. */
const TURN_MS = 15_000;
const ASK_AGAIN_MS = 50;

export function createSchedules({ redis, prefix, clock, log }: SchedulesOptions): Schedules {
  const options = { connection: redis, prefix, skipVersionCheck: true, skipMetasUpdate: true };
  const queue: TickQueue = new Queue(CHECKS, options);
  queue.on('error', troubleTo(log, CHECKS));

  /** One process at a time: what one removes another must not take for missing. */
  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = { redis, key: reconcilingKey(prefix), holder: randomUUID() };
    while (!(await hold(turn, TURN_MS))) await systemClock.sleep(ASK_AGAIN_MS);
    return work().finally(() => letGo(turn));
  }

  async function add(check: string, repeat: RepeatOptions): Promise<void> {
    await queue.upsertJobScheduler(check, repeat, { name: TICK, data: { check }, opts: TICK_OPTIONS });
  }

  /** With the tick that is due and was not taken; one that runs goes on. */
  async function drop(check: string, slot: number): Promise<void> {
    const waits = await isToCome(queue, check, slot);
    await queue.removeJobScheduler(check);
    if (waits) await queue.remove(slotId(check, slot));
  }

  async function settle(check: string, repeat: RepeatOptions, slot: number | undefined) {
    if (slot === undefined) return add(check, repeat).then(() => 'added' as const);
    if (await isScheduled(queue, check, repeat)) return heal(check, repeat, slot);
    // BullMQ's own replacing keeps the slots of a schedule whose offset alone has changed.
    await drop(check, slot);
    await add(check, repeat);
    return 'changed' as const;
  }

  async function heal(check: string, repeat: RepeatOptions, slot: number): Promise<'left'> {
    if (await isToCome(queue, check, slot)) return 'left';
    if (slot <= systemClock.now()) await bringNext(queue, check, slot);
    else if ((await newestSlots(redis, queue)).get(check) === slot) {
      await queue.removeJobScheduler(check);
      await add(check, repeat);
      log.warn({ check }, 'its next tick was gone, and is there again');
    }
    return 'left';
  }

  return {
    reconcile: (checks) =>
      inTurn(async () => {
        const slots = await newestSlots(redis, queue);
        const names = new Set(checks.map(({ name }) => name));
        const gone = [...slots].filter(([check]) => !names.has(check));
        await Promise.all(gone.map(([check, slot]) => drop(check, slot)));
        const settled = await Promise.all(
          checks.map(async ({ name, schedule }) => ({
            name,
            how: await settle(name, repeatOf(schedule, clock), slots.get(name)),
          })),
        );
        const those = (how: string) => settled.filter((one) => one.how === how).map(({ name }) => name);
        return { added: those('added'), changed: those('changed'), removed: gone.map(([check]) => check) };
      }),

    async nextTicks() {
      const slots = await newestSlots(redis, queue);
      return new Map([...slots].map(([check, slot]) => [check, onClock(clock, slot)]));
    },

    close: () => queue.close(),
  };
}

/**
 * In BullMQ's words. Without an offset its first tick would be now, on no slot; an offset of a whole period gives the
 * same slots as none. A cron pattern follows the calendar, so it is in real time also where the lab's clock is faster.
 */
function repeatOf(schedule: Ticking, clock: Clock): RepeatOptions {
  if (schedule.kind === 'cron') return { pattern: schedule.pattern, tz: schedule.tz };
  const every = whole(clock.real(schedule.everyMs));
  const offset = schedule.offsetMs === 0 ? 0 : whole(clock.real(schedule.offsetMs)) % every;
  return { every, offset: offset === 0 ? every : offset };
}

function whole(ms: number): number {
  return Math.max(1, Math.round(ms));
}

async function isScheduled(queue: TickQueue, check: string, wanted: RepeatOptions): Promise<boolean> {
  const stored = await queue.getJobScheduler(check);
  if (stored === undefined) return false;
  const { every, offset, pattern, tz } = stored;
  if (wanted.every !== undefined) return every === wanted.every && offset === wanted.offset;
  return pattern === wanted.pattern && tz === wanted.tz;
}

/** What BullMQ keeps of a tick that comes with a schedule. */
export interface ScheduledTick {
  readonly check: string;
}

export type TickQueue = Queue<ScheduledTick>;

const TICK = 'tick';

/** A slot is never taken twice, so nothing has to be remembered of one that went well. */
const TICK_OPTIONS: JobSchedulerTemplateOptions = {
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
async function newestSlots(redis: Redis, queue: TickQueue): Promise<ReadonlyMap<string, number>> {
  return slotMap(await redis.zrange(queue.toKey('repeat'), '0', '-1', 'WITHSCORES'));
}

/** Whether the newest tick of the check waits to be taken. */
async function isToCome(queue: TickQueue, check: string, slot: number): Promise<boolean> {
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
async function bringNext(queue: TickQueue, check: string, slot: number): Promise<boolean> {
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

/** Asked for the clock's speed: long enough for a whole number of real milliseconds to be exact. */
const LONG_MS = 1e6;

/** BullMQ counts real time; this is the instant of the clock at the real instant `realAt`. Both ms since the epoch. */
export function onClock(clock: Clock, realAt: number): number {
  const speed = LONG_MS / clock.real(LONG_MS);
  // To the millisecond: it is part of what one tick is known by.
  if (speed === 1) return realAt;
  return clock.now() - (systemClock.now() - realAt) * speed;
}
