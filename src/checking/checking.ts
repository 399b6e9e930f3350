import type { Redis } from 'ioredis';
import { type BookStore, keeperKey } from '#checks/book-store.ts';
import type { CallOut } from '#checks/calling.ts';
import type { Check } from '#checks/check.ts';
import { createKeeper } from '#checks/keeper.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { whileHolding } from '#lib/while-holding.ts';
import { createSchedules } from '#queue/schedules.ts';
import { createTickWorker, type Tick } from '#queue/ticks.ts';
import type { IncidentTeller } from '#slack/tell/incident.ts';
import type { TellPause } from '#slack/tell/pause.ts';
import type { RedisWatch } from './redis-away.ts';

export interface CheckingTools {
  readonly checks: readonly Check[];
  readonly heartbeat?: Heartbeat;
  readonly store: BookStore;
  /** What a tick comes to. */
  onTick(tick: Tick, signal: AbortSignal): Promise<void>;
  readonly teller: IncidentTeller;
  readonly tellPause: TellPause;
  readonly callOut: CallOut;
  readonly redisWatch: RedisWatch;
  readonly redis: Redis;
  /** Of every key. */
  readonly prefix: string;
  /** Unlike any other process's. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Scheduled checks of this process: it takes ticks, and keeps the book of alerts while no other process does. */
export interface Checking {
  start(): Promise<void>;
  /** When each check ticks next, ms since the epoch. */
  nextTicks(): Promise<ReadonlyMap<string, number>>;
  /** Takes no new tick, and waits for what one has begun, as `Running.close` does. The book is kept on. */
  takeNoMore(deadlineMs: number): Promise<void>;
  /** Lets another process keep the book. */
  close(): Promise<void>;
}

export function createChecking(tools: CheckingTools): Checking {
  const { checks, heartbeat, store, teller, redis, prefix, holder, clock, log } = tools;
  const queue = { redis, prefix, clock, log };
  const schedules = createSchedules(queue);
  const ticks = createTickWorker({ ...queue, onTick: tools.onTick });
  const stopped = new AbortController();
  const watching: Promise<void>[] = [];

  const keeper = createKeeper({
    store,
    checks,
    holder,
    tell: teller.tell,
    tellPause: tools.tellPause,
    callOut: tools.callOut,
    show: teller.show,
    confirm: (check, id) => ticks.askTick({ check, id, trigger: 'confirmation' }),
    ...(heartbeat && { beat: createHeartbeat(heartbeat, clock, log) }),
    clock,
    log,
  });

  return {
    async start() {
      const { signal } = stopped;
      // Before all else, which waits for Redis.
      if (checks.length > 0) watching.push(tools.redisWatch.watch(signal));
      const ticking = checks.flatMap(({ name, schedule }) => (schedule.kind === 'as-made' ? [] : [{ name, schedule }]));
      const changes = await schedules.reconcile(ticking);
      if (Object.values(changes).some((names) => names.length > 0)) log.info(changes, 'the schedules have changed');
      await ticks.start();
      // Without checks too: what an earlier focus.yml left open is brought to its end.
      watching.push(whileHolding({ work: keeper, redis, key: keeperKey(prefix), holder, clock, log, signal }));
    },
    nextTicks: schedules.nextTicks,
    takeNoMore: ticks.close,
    async close() {
      stopped.abort();
      await Promise.allSettled([...watching, schedules.close()]);
    },
  };
}

export interface Heartbeat {
  readonly url: string;
  readonly everyMs: number;
}

const PATIENCE_MS = 10_000;

/**
 * A dead man's switch: while checks are watched, a GET goes to a monitor of others at most every `everyMs`. When nobody
 * keeps the book of checks any more, the monitor misses it. A beat that fails is logged, and the next one comes in its time.
 */
export function createHeartbeat({ url, everyMs }: Heartbeat, clock: Clock, log: Log): (at: number) => void {
  let last = Number.NEGATIVE_INFINITY;
  // The path of such a URL is often a secret.
  const { host } = new URL(url);
  const beat = async () => {
    try {
      const answer = await fetch(url, { signal: clock.timeout(PATIENCE_MS), redirect: 'error' });
      await answer.body?.cancel();
      if (!answer.ok) log.warn({ host, status: answer.status }, 'the heartbeat was not taken');
    } catch (error) {
      log.warn({ host, error: describeError(error).replaceAll(url, host) }, 'the heartbeat did not get through');
    }
  };
  return (at) => {
    if (at - last < everyMs) return;
    last = at;
    void beat();
  };
}
