import type { Job, JobType, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import { askersOf, leave } from './askers.ts';
import { markCancelled } from './cancelling.ts';
import { answering } from './connection.ts';
import { ANNOUNCEMENTS, cancelKey, isRunId, LOOKUPS, laneName, lanes, queueName } from './names.ts';
import { createQueues } from './queues.ts';
import { type CancellationRequest, idOf, isShared, type Question } from './requests.ts';

/** What somebody asked for and has no answer to yet. */
export interface UnderWay {
  readonly id: string;
  /** Name of the queue that has it. */
  readonly queue: string;
  readonly environment: string;
  /** Slack user ids of who waits for it, the first to ask first. */
  readonly askers: readonly string[];
  /** ms since the epoch */
  readonly requestedAt: number;
  readonly isRunning: boolean;
  /** Somebody cancelled it, and it is not over yet. */
  readonly isEnding?: boolean;
  readonly what: 'investigation' | 'job' | 'follow' | 'series' | 'look-up';
  /** The job that it is about, where that was in the question. */
  readonly jobId?: string;
}

/** left: it goes on for others who asked the same · over: it has ended already. */
export type Cancelling = 'ended' | 'left' | 'over';

/** All of it rejects with an ExplainedError within 2 s when Redis is down. */
export interface UnderWayQueue {
  /** All that people asked for; scheduled checks are nobody's. */
  list(): Promise<readonly UnderWay[]>;
  /** What ends does so within about a second, whoever works on it; what waits leaves the line. */
  cancel(which: UnderWay, by: string): Promise<Cancelling>;
  /** The Redis connection stays open: it is the caller's. */
  close(): Promise<void>;
}

export interface UnderWayOptions {
  /** From `failFastRedis`. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly environments: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}

/** What people asked for in a queue and is not taken yet, and is. */
export async function peoplesIn<T extends Question>(
  queue: Queue<T>,
  types: readonly JobType[],
): Promise<readonly Job<T>[]> {
  const jobs = await queue.getJobs([...types]);
  // What ends meanwhile is missing.
  return jobs.filter((job) => job?.id !== undefined && job.data.requestedBy !== undefined && !isRunId(job.id));
}

export const WAITING: readonly JobType[] = ['wait', 'prioritized', 'waiting-children'];
const KEPT = { age: 60 * 60, count: 200 };
const CANCELLING = { undone: 'It could not be cancelled', unknown: 'It is not known whether it is cancelled' };
/** While a first message is on its way, which is tried for three seconds, and what waits cannot be taken out of the line. */
const TRIES = { attempts: 12, backoff: { type: 'fixed', delay: 500 } };

export function createUnderWay({ redis, prefix, environments, clock, log }: UnderWayOptions): UnderWayQueue {
  const queueOf = createQueues<Question>({ redis, prefix, log });
  const announcements = createQueues<CancellationRequest>({ redis, prefix, log });
  const names = [
    LOOKUPS,
    ...environments.flatMap((name) => [queueName(name), ...lanes.map((lane) => laneName(lane, name))]),
  ];

  async function inQueue(queue: Queue<Question>): Promise<readonly UnderWay[]> {
    const [active, waiting] = await Promise.all([peoplesIn(queue, ['active']), peoplesIn(queue, WAITING)]);
    const running = new Set(active.map(({ id }) => id));
    // One that begins meanwhile is in both.
    const isWaiting = (job: Job<Question>) => !running.has(job.id);
    return Promise.all([...active, ...waiting.filter(isWaiting)].map((job) => shown(queue.name, job, !isWaiting(job))));
  }

  async function shown(queue: string, { id = '', data }: Job<Question>, isRunning: boolean): Promise<UnderWay> {
    const { environment, requestedBy, requestedAt } = data;
    const known = isShared(data) ? await askersOf(redis, prefix, id) : [];
    const askers = known.length > 0 ? known.map(({ user }) => user) : [requestedBy];
    const isEnding = (await redis.exists(cancelKey(prefix, id))) === 1;
    return { id, queue, environment, askers, requestedAt, isRunning, ...(isEnding && { isEnding }), ...about(data) };
  }

  async function end({ id, queue }: UnderWay, by: string): Promise<Cancelling> {
    const job = await queueOf(queue).getJob(id);
    const state = await job?.getState();
    if (!job || state === 'completed' || state === 'failed') return 'over';
    if (isShared(job.data) && (await leave(redis, prefix, job.data, by))) {
      await handOver(job, job.data);
      return 'left';
    }
    await markCancelled(redis, prefix, id, { by, at: clock.now() });
    // Whoever works on it hears of it.
    if (state === 'active') return 'ended';
    // A look-up that waits has no message. That of somebody else is ended when it is taken: who asked is told.
    if (!('investigation' in job.data)) return by === job.data.requestedBy ? removed(job) : 'ended';
    const cancellation = { ...job.data, attempt: job.attemptsStarted };
    const jobId = `cancel-${id}`;
    await announcements(ANNOUNCEMENTS).add('cancellation', cancellation, {
      jobId,
      removeOnComplete: KEPT,
      removeOnFail: KEPT,
      ...TRIES,
    });
    return 'ended';
  }

  /** It takes a share of who is left. */
  async function handOver(job: Job<Question>, data: Question): Promise<void> {
    const [next] = await askersOf(redis, prefix, idOf(data));
    if (next) await job.updateData({ ...data, requestedBy: next.user });
  }

  return {
    async list() {
      const read = () => Promise.all(names.map((name) => inQueue(queueOf(name))));
      return (await answering(redis, 'What waits and runs could not be read', read)).flat();
    },
    cancel: (which, by) => answering(redis, CANCELLING, () => end(which, by)),
    async close() {
      await Promise.all([queueOf.close(), announcements.close()]);
    },
  };
}

/** One that is taken at this moment is ended by whoever takes it. */
async function removed(job: Job<Question>): Promise<'ended'> {
  await job.remove().catch(async (error) => {
    if (!(await job.isActive())) throw error;
  });
  return 'ended';
}

function about(data: Question): Pick<UnderWay, 'what' | 'jobId'> {
  if (!('asked' in data)) return { what: 'investigation' };
  const { asked } = data;
  if (asked.kind === 'job') return { what: 'job', jobId: asked.jobId };
  if (asked.kind === 'series') return { what: 'series' };
  if (asked.kind !== 'logs') return { what: 'look-up' };
  const { jobId } = asked.request;
  return asked.followMs === undefined ? { what: 'look-up', jobId } : { what: 'follow', jobId };
}
