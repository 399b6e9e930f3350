import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Log } from '#lib/logger.ts';
import { troubleTo } from './connection.ts';
import { BEHIND_PEOPLE, type InvestigationQueue, KEPT, type Line, readLine } from './line.ts';
import { isRunId, queueName } from './names.ts';
import type { InvestigationRequest } from './requests.ts';

export interface RunQueueOptions {
  /** From `workerRedis`; it stays open. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly log: Log;
}

/** The way of checks into the line of an environment. */
export interface RunQueue {
  /**
   * Puts a check's investigation behind all people's, without a first message. Its id is from `runId`, so a tick that is
   * delivered again finds it: `known`, while it waits, runs and for a day after. Waits for Redis as long as it takes.
   */
  enqueueRun(request: InvestigationRequest): Promise<'enqueued' | 'known'>;
  /** Who waits and runs in the environment now. */
  line(environment: string): Promise<Line>;
  close(): Promise<void>;
}

export function createRunQueue({ redis, prefix, log }: RunQueueOptions): RunQueue {
  const queues = new Map<string, InvestigationQueue>();

  function queueOf(environment: string): InvestigationQueue {
    const known = queues.get(environment);
    if (known !== undefined) return known;
    const options = { connection: redis, prefix, skipVersionCheck: true, skipMetasUpdate: true };
    const queue: InvestigationQueue = new Queue(queueName(environment), options);
    queue.on('error', troubleTo(log, queue.name));
    queues.set(environment, queue);
    return queue;
  }

  return {
    async enqueueRun(request) {
      const { investigation, environment } = request;
      if (!isRunId(investigation)) throw new Error(`"${investigation}" is no id of a check's run`);
      const queue = queueOf(environment);
      if ((await queue.getJobState(investigation)) !== 'unknown') return 'known';
      const kept = { removeOnComplete: KEPT, removeOnFail: KEPT };
      // Storing twice under one id is storing once.
      await queue.add('run', request, { jobId: investigation, priority: BEHIND_PEOPLE, ...kept });
      return 'enqueued';
    },

    line: (environment) => readLine(queueOf(environment)),

    async close() {
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
    },
  };
}
