import { type Job, UnrecoverableError } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { redact } from '#lib/redact.ts';
import { release } from './claim.ts';
import { doOrHandBack } from './hand-back.ts';
import type { InvestigationRequest } from './requests.ts';

/** How often a worker may die over one request before it is given up: a request that kills workers stops here. */
const STARTS = 3;

/** BullMQ's own limit, which gives up without a word. It is out of reach: giving up is told, below. */
export const STALLS_BEYOND_REACH = 20;

export interface InvestigationTools {
  /** Aborts when this worker shuts down or has lost the request to another one. */
  readonly signal: AbortSignal;
  /** 1 at first; more when a worker died over it or handed it back. */
  readonly attempt: number;
  /** Why the first message could not be posted, when it could not. */
  readonly announcementFailure?: string;
}

/** Why a request was given up. */
export type Loss =
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Every worker that started it died or froze over it. */
  | { readonly kind: 'workers-died'; readonly starts: number };

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
    const words = why.kind === 'failed' ? describeError(why.error) : `its worker died ${why.starts} times`;
    log.error({ investigation: request.investigation, why: words }, 'the investigation is given up');
    try {
      await lost(request, why);
    } catch (error) {
      log.error({ investigation: request.investigation, error: describeError(error) }, 'nobody could be told');
    }
    await release(redis, prefix, request);
    // What BullMQ keeps of an error is plain text in Redis.
    throw new UnrecoverableError(redact(words));
  }
}
