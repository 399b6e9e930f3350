import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { createAnnouncing } from './announcing.ts';
import { bullWorker, closeWithin, PACE, type Pace } from './bull-worker.ts';
import { logged, troubleTo } from './connection.ts';
import { createInvestigating, type Investigating } from './investigating.ts';
import { type InvestigationQueue, readLine } from './line.ts';
import { STALLS_BEYOND_REACH } from './loss.ts';
import { ANNOUNCEMENTS, queueName } from './names.ts';
import { followPositions } from './positions.ts';
import type { InvestigationRequest } from './requests.ts';

export type { InvestigationTools } from './investigating.ts';
export type { Loss } from './loss.ts';

export interface WorkOptions extends Investigating {
  /** From `workerRedis`; the workers duplicate it and leave it open. */
  readonly redis: Redis;
  readonly prefix: string;
  /** `concurrency` holds for all workers of the environment together, as the last one that started says. */
  readonly environments: readonly { readonly name: string; readonly concurrency: number }[];
  /** Posts the first message. `position` 0: it starts at once. A rejection is tried again twice, then passed on to `investigate`. */
  announce(request: InvestigationRequest, position: number): Promise<void>;
  /** The position of a waiting request changed. */
  onWaiting(request: InvestigationRequest, position: number): Promise<void> | void;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace?: Pace;
}

/** Messages of all environments posted at the same time. */
const ANNOUNCEMENTS_AT_ONCE = 10;

/** Three workers that die over a message are enough: the investigation goes on without it. */
const ANNOUNCEMENT_STALLS = 2;

/** Positions are read anew at every event, so a short memory of events is enough, and a long one slows the lab's Redis. */
const EVENTS_KEPT = { events: { maxLen: 200 } };

export interface Workers {
  /** Resolves when all take requests, or are closed meanwhile; waits for Redis as long as it takes. */
  start(): Promise<void>;
  /**
   * Takes nothing new, waits `deadlineMs` for what runs, then aborts it and hands it back to the next worker. Ends
   * within `deadlineMs` and a few seconds, whatever Redis and the investigations do.
   */
  close(deadlineMs: number): Promise<void>;
}

export function createWorkers(options: WorkOptions): Workers {
  const { prefix, environments, clock, log, pace = PACE } = options;
  const redis = logged(options.redis.duplicate(), log);
  const around = { ...options, redis };
  const queues = new Map<string, InvestigationQueue>();
  let closing = false;
  const followed: { close(): Promise<void> }[] = [];

  const announcer = createAnnouncing({
    ...around,
    lineOf: (environment) => readLine(queueCalled(queueName(environment))),
  });
  const investigator = createInvestigating(around);
  const workers = [
    bullWorker(
      ANNOUNCEMENTS,
      announcer,
      { concurrency: ANNOUNCEMENTS_AT_ONCE, maxStalledCount: ANNOUNCEMENT_STALLS },
      { ...around, pace },
    ),
    ...environments.map(({ name, concurrency }) =>
      bullWorker(
        queueName(name),
        investigator,
        { concurrency, maxStalledCount: STALLS_BEYOND_REACH },
        { ...around, pace },
      ),
    ),
  ];

  /** Also that of an environment which only a newer process knows: announcements of all come to all. */
  function queueCalled(name: string): InvestigationQueue {
    const known = queues.get(name);
    if (known !== undefined) return known;
    const queue = new Queue(name, { connection: redis, prefix, streams: EVENTS_KEPT });
    queue.on('error', troubleTo(log, name));
    queues.set(name, queue);
    return queue;
  }

  async function takeRequests(): Promise<void> {
    queueCalled(ANNOUNCEMENTS);
    for (const { name, concurrency } of environments) {
      const queue = queueCalled(queueName(name));
      await queue.setGlobalConcurrency(concurrency);
      followed.push(followPositions({ ...around, queue }));
    }
    for (const worker of workers) {
      worker.run().catch((error) => log.error({ queue: worker.name, error: describeError(error) }, 'a worker stopped'));
    }
    await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  }

  return {
    async start() {
      try {
        await takeRequests();
      } catch (error) {
        if (!closing) throw error;
      }
    },

    async close(deadlineMs) {
      closing = true;
      const parts = [...workers, ...followed, ...queues.values()];
      await closeWithin(deadlineMs, { workers, parts, clock });
      redis.disconnect();
    },
  };
}
