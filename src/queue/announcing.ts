import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import { doOrHandBack } from './hand-back.ts';
import type { Line } from './line.ts';
import { showPosition } from './positions.ts';
import type { InvestigationRequest } from './requests.ts';

interface Surroundings {
  /** Posts the first message of an investigation, once; it may be asked again when a worker died meanwhile. */
  announce(request: InvestigationRequest, position: number): Promise<void>;
  lineOf(environment: string): Promise<Line>;
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The processor of the announcements: a message at once, also while the investigation waits for its turn. */
export function createAnnouncing({ announce, lineOf, redis, prefix, clock, log }: Surroundings) {
  return async (job: Job<InvestigationRequest>, token: string | undefined, signal?: AbortSignal): Promise<void> => {
    const turn = { job, token, signal: signal ?? new AbortController().signal };
    const run = async () => {
      const line = await lineOf(job.data.environment);
      const position = line.position(job.data.investigation) ?? 0;
      await announce(job.data, position);
      await showPosition(redis, prefix, job.data.investigation, position);
    };
    await doOrHandBack(turn, run, clock, log);
  };
}
