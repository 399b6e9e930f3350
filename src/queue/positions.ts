import { randomUUID } from 'node:crypto';
import { QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import { hold, letGo } from '#lib/lease.ts';
import type { Log } from '#lib/logger.ts';
import { troubleTo } from './connection.ts';
import { type InvestigationQueue, readLine } from './line.ts';
import { shownPositionKey, tellerKey } from './names.ts';
import type { InvestigationRequest } from './requests.ts';

/** Slack takes about one edit a second of a message; a busy queue moves more often. */
const PAUSE_MS = 1000;
/** It is told of every event at once; without any it asks anew after this. */
const QUIET_MS = 120_000;
const SHOWN_MS = 24 * 60 * 60_000;

/** A process that dies while it tells keeps the others silent for so long. Real time. */
const TURN_MS = 15_000;

/** What moves the line. */
const MOVES = ['active', 'completed', 'failed', 'waiting', 'stalled'] as const;

/** Remembers the position that a message shows; true when it showed another one. */
export async function showPosition(redis: Redis, prefix: string, investigation: string, position: number) {
  const before = await redis.set(shownPositionKey(prefix, investigation), position, 'PX', SHOWN_MS, 'GET');
  return before !== String(position);
}

interface Surroundings {
  readonly queue: InvestigationQueue;
  /** Called for those that wait, when their position is not the one their message shows. */
  onWaiting(request: InvestigationRequest, position: number): Promise<void> | void;
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Keeps the positions true while the queue moves, whichever process moves it. Of several processes one tells. */
export function followPositions({ queue, onWaiting, redis, prefix, clock, log }: Surroundings) {
  // From the beginning: BullMQ's "from now on" begins with the first read, and what happened before it is lost.
  const events = new QueueEvents(queue.name, {
    connection: redis,
    prefix,
    lastEventId: '0-0',
    blockingTimeout: QUIET_MS,
    skipVersionCheck: true,
  });
  const closed = new AbortController();
  const turn = { redis, key: tellerKey(prefix, queue.name), holder: randomUUID() };
  let moved = false;
  let following: Promise<void> | undefined;

  events.on('error', troubleTo(log, queue.name));
  for (const move of MOVES) events.on(move, onMove);

  /** Many moves close together are one look at the line. */
  function onMove() {
    moved = true;
    following ??= follow();
  }

  async function follow(): Promise<void> {
    while (moved && !closed.signal.aborted) {
      moved = false;
      await tellInTurn();
      await clock.sleep(PAUSE_MS, closed.signal).catch(() => undefined);
    }
    following = undefined;
  }

  /** One process at a time: two would tell, late, what the other has found to be past. */
  async function tellInTurn(): Promise<void> {
    try {
      if (await hold(turn, TURN_MS)) await tellAll().finally(() => letGo(turn));
      else moved = true;
    } catch (error) {
      log.warn({ queue: queue.name, error: describeError(error) }, 'the positions could not be told');
    }
  }

  async function tellAll(): Promise<void> {
    const line = await readLine(queue);
    for (const investigation of line.waiting) await tell(investigation, line.position(investigation) ?? 0);
  }

  async function tell(investigation: string, position: number): Promise<void> {
    // A free place: it starts this moment, and says so itself.
    if (position === 0 || closed.signal.aborted) return;
    if (!(await showPosition(redis, prefix, investigation, position))) return;
    const job = await queue.getJob(investigation);
    // It may have started while others were told.
    if (job === undefined || (await job.isActive())) return;
    try {
      await onWaiting(job.data, position);
    } catch (error) {
      log.warn({ investigation, error: describeError(error) }, 'a position could not be told');
    }
  }

  return {
    async close(): Promise<void> {
      closed.abort();
      await Promise.allSettled([following, events.close()]);
    },
  };
}
