import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import { release } from './claim.ts';
import { doOrHandBack } from './hand-back.ts';
import { type Loss, STARTS, tellLoss } from './loss.ts';
import type { InvestigationRequest } from './requests.ts';

export interface InvestigationTools {
  /** Aborts when this worker shuts down or has lost the request to another one. */
  readonly signal: AbortSignal;
  /** 1 at first; more when a worker died over it or handed it back. */
  readonly attempt: number;
  /** Why the first message could not be posted, when it could not. */
  readonly announcementFailure?: string;
}

export interface Investigating {
  /** Resolves when the person has the report; rejects with whatever it is when cut short by the signal. */
  investigate(request: InvestigationRequest, tools: InvestigationTools): Promise<void>;
  /** Tells the person that there will be no report. Called once a request, unless the worker dies while it tells. */
  lost(request: InvestigationRequest, why: Loss): Promise<void>;
}

interface Surroundings extends Investigating {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The processor of an environment's queue. Three parameters, or BullMQ gives it no signal. */
export function createInvestigating({ investigate, lost, redis, prefix, clock, log }: Surroundings) {
  return async (job: Job<InvestigationRequest>, token: string | undefined, signal?: AbortSignal): Promise<void> => {
    const turn = { job, token, signal: signal ?? new AbortController().signal };
    const run = async () => {
      if (job.stalledCounter >= STARTS) await giveUp(job.data, { kind: 'workers-died', starts: job.stalledCounter });
      await attempt(job, turn.signal);
      await release(redis, prefix, job.data);
    };
    await doOrHandBack(turn, run, clock, log);
  };

  async function attempt(job: Job<InvestigationRequest>, signal: AbortSignal): Promise<void> {
    const [announcementFailure] = Object.values(await job.getIgnoredChildrenFailures());
    const tools = { signal, attempt: job.attemptsStarted, ...(announcementFailure && { announcementFailure }) };
    try {
      await investigate(job.data, tools);
    } catch (error) {
      if (signal.aborted) throw error;
      await giveUp(job.data, { kind: 'failed', error });
    }
  }

  async function giveUp(request: InvestigationRequest, why: Loss): Promise<never> {
    const error = await tellLoss({ investigation: request.investigation }, why, () => lost(request, why), log);
    await release(redis, prefix, request);
    throw error;
  }
}
