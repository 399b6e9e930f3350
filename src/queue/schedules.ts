import { randomUUID } from 'node:crypto';
import { Queue, type RepeatOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Schedule } from '#checks/check.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import { createLease } from '#lib/lease.ts';
import type { Log } from '#lib/logger.ts';
import { bringNext, isToCome, newestSlots, slotId, TICK, TICK_OPTIONS, type TickQueue } from './chain.ts';
import { troubleTo } from './connection.ts';
import { CHECKS, reconcilingKey } from './names.ts';
import { onClock } from './real-time.ts';

export interface SchedulesOptions {
  /** From `workerRedis`; it stays open. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Scheduled {
  readonly name: string;
  readonly schedule: Schedule;
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
    const turn = { redis, key: reconcilingKey(prefix), holder: randomUUID(), ttlMs: TURN_MS, clock: systemClock };
    const lease = createLease(turn);
    while (!(await lease.acquire())) await systemClock.sleep(ASK_AGAIN_MS);
    return work().finally(() => lease.release());
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
function repeatOf(schedule: Schedule, clock: Clock): RepeatOptions {
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
