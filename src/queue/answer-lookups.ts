import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { bullWorker, closeWithin, PACE, type Pace } from './bull-worker.ts';
import { logged } from './connection.ts';
import { doOrHandBack } from './hand-back.ts';
import { type Loss, STALLS_BEYOND_REACH, STARTS, tellLoss } from './loss.ts';
import { LOOKUPS } from './names.ts';
import type { LookupRequest } from './requests.ts';

export interface AnswerLookups {
  /** From `workerRedis`; it is duplicated and left open. */
  readonly redis: Redis;
  readonly prefix: string;
  /** Resolves when the person has the answer; it may be asked again when a worker died meanwhile or handed it back. */
  answer(request: LookupRequest, signal: AbortSignal): Promise<void>;
  /** Tells the person that there will be no answer. */
  lost(request: LookupRequest, why: Loss): Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace?: Pace;
}

/** Of one process at the same time. */
const AT_ONCE = 8;

export interface LookupWorker {
  start(): Promise<void>;
  /** As `Workers.close`. */
  close(deadlineMs: number): Promise<void>;
}

export function createLookupWorker(options: AnswerLookups): LookupWorker {
  const { answer, clock, log, pace = PACE } = options;
  const redis = logged(options.redis.duplicate(), log);
  let closing = false;

  const process = async (job: Job<LookupRequest>, token: string | undefined, signal?: AbortSignal): Promise<void> => {
    const turn = { job, token, signal: signal ?? new AbortController().signal };
    const run = async () => {
      if (job.stalledCounter >= STARTS) await giveUp(job.data, { kind: 'workers-died', starts: job.stalledCounter });
      try {
        await answer(job.data, turn.signal);
      } catch (error) {
        if (turn.signal.aborted) throw error;
        await giveUp(job.data, { kind: 'failed', error });
      }
    };
    await doOrHandBack(turn, run, clock, log);
  };

  async function giveUp(request: LookupRequest, why: Loss): Promise<never> {
    throw await tellLoss({ lookup: request.lookup }, why, () => options.lost(request, why), log);
  }

  const limits = { concurrency: AT_ONCE, maxStalledCount: STALLS_BEYOND_REACH };
  const worker = bullWorker<LookupRequest>(LOOKUPS, process, limits, { ...options, redis, pace });
  return {
    async start() {
      worker.run().catch((error) => log.error({ queue: LOOKUPS, error: describeError(error) }, 'a worker stopped'));
      await worker.waitUntilReady().catch((error: unknown) => {
        if (!closing) throw error;
      });
    },
    async close(deadlineMs) {
      closing = true;
      await closeWithin(deadlineMs, { workers: [worker], parts: [worker], clock });
      redis.disconnect();
    },
  };
}
