import { type Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { type Clock, systemClock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { bullWorker, PACE, type Pace, type Running, running } from './bull-worker.ts';
import { another, troubleTo } from './connection.ts';
import { STALLS_BEYOND_REACH } from './loss.ts';
import { CHECKS, lookupId } from './names.ts';
import { processor } from './processor.ts';
import { keepChains, onClock, type ScheduledTick, slotId } from './schedules.ts';

/** A check is to run now. */
export interface Tick {
  readonly check: string;
  /** The same for every delivery of the tick: `<check>:<slot>`, or as it was asked for. */
  readonly id: string;
  /** When it was due, ms since the epoch on the clock. */
  readonly at: number;
  /** How long ago that was, ms on the clock. What is too late to be worth a run is for the caller to say. */
  readonly lateMs: number;
  readonly trigger: 'schedule' | 'confirmation';
}

/** A tick besides those of the schedule. */
export interface ExtraTick {
  readonly check: string;
  /** Equal ids are one tick, for a day. */
  readonly id: string;
  readonly trigger: 'confirmation';
}

export interface TickWorkerOptions {
  /** From `workerRedis`; it is duplicated and left open. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace?: Pace;
  /**
   * One worker at a time gets a tick, and another one gets it again when that one dies or hands it back, so what it does
   * must bear repetition. A rejection is logged and not tried again: the next tick comes by itself.
   */
  onTick(tick: Tick, signal: AbortSignal): Promise<void>;
}

export interface TickWorker extends Running {
  /** Once it resolves, the tick survives any crash. */
  askTick(tick: ExtraTick): Promise<void>;
}

/** Of one process at the same time. */
const AT_ONCE = 20;

/** A worker seldom dies between taking a tick and bringing the next one. */
const CHECKS_A_LOOK = 3;

const KEPT = { age: 24 * 60 * 60, count: 1000 };
/** Nobody reads the events of ticks. */
const EVENTS_KEPT = { events: { maxLen: 100 } };

type Stored = ScheduledTick | ExtraTick;

export function createTickWorker(options: TickWorkerOptions): TickWorker {
  const { prefix, clock, log, onTick, pace = PACE } = options;
  const redis = another(options.redis, log);
  const queue = new Queue<Stored>(CHECKS, { connection: redis, prefix, streams: EVENTS_KEPT, skipVersionCheck: true });
  queue.on('error', troubleTo(log, CHECKS));
  const closed = new AbortController();
  let keeping: Promise<void> | undefined;

  async function keep(): Promise<void> {
    while (!closed.signal.aborted) {
      try {
        const checks = await keepChains(redis, queue, pace.stalledCheckMs);
        if (checks.length > 0) log.warn({ checks }, 'a worker left no next tick; it is there again');
      } catch (error) {
        if (!closed.signal.aborted) log.warn({ error: describeError(error) }, 'late ticks could not be looked for');
      }
      await systemClock.sleep(CHECKS_A_LOOK * pace.stalledCheckMs, closed.signal).catch(() => undefined);
    }
  }

  const delivering = processor<Stored>({
    run: (job, { signal }) => onTick(tickOf(job, clock), signal),
    giveUp: {
      // The next tick comes by itself.
      lost: async () => {},
      nameOf: ({ data: { check }, id }) => ({ check, tick: id }),
    },
    clock,
    log,
  });
  const limits = { concurrency: AT_ONCE, maxStalledCount: STALLS_BEYOND_REACH };
  const worker = bullWorker(CHECKS, delivering, limits, { ...options, redis, pace });
  const keeper = {
    close: async () => {
      closed.abort();
      await keeping;
    },
  };
  return {
    ...running({
      workers: [worker],
      others: () => [queue, keeper],
      begin: async () => {
        keeping = keep();
      },
      leave: () => redis.disconnect(),
      redis,
      prefix,
      pace,
      clock,
      log,
    }),

    async askTick(tick) {
      const jobId = lookupId(JSON.stringify([tick.check, tick.id]));
      await queue.add('extra', tick, { jobId, removeOnComplete: KEPT, removeOnFail: KEPT });
    },
  };
}

function tickOf({ id = '', data, timestamp }: Job<Stored>, clock: Clock): Tick {
  const { check } = data;
  const extra = 'trigger' in data;
  const due = extra ? timestamp : Number(id.slice(slotId(check, 0).length - 1));
  if (typeof check !== 'string' || !Number.isSafeInteger(due)) throw new Error(`"${id}" is no tick`);
  const at = onClock(clock, due);
  return {
    check,
    id: extra ? data.id : `${check}:${due}`,
    at,
    lateMs: Math.max(0, clock.now() - at),
    trigger: extra ? data.trigger : 'schedule',
  };
}
