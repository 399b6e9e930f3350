import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';

/** The jobs that the bot itself configured, so that no worker takes one for somebody else's. */
export interface OwnJobs {
  note(environment: string, jobId: string, at: number): Promise<void>;
  /** Whether a job that was made at this time is the bot's own. Ids come back with a deployment of the backend. */
  has(environment: string, jobId: string, bornAt: number): Promise<boolean>;
}

/** No watched job is looked into for longer. */
const KEPT_MS = 10 * 60_000;
/** An overloaded backend was seen to take 47 s to answer configure. */
const APART_MS = 60_000;

export function createOwnJobs({
  redis,
  prefix,
  clock,
}: {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
}): OwnJobs {
  const keyOf = (environment: string, jobId: string) => `${prefix}:own-job:${environment}:${jobId}`;
  return {
    async note(environment, jobId, at) {
      await redis.set(keyOf(environment, jobId), String(at), 'PX', Math.ceil(clock.real(KEPT_MS)));
    },
    async has(environment, jobId, bornAt) {
      const at = await redis.get(keyOf(environment, jobId));
      return at !== null && Math.abs(Number(at) - bornAt) < APART_MS;
    },
  };
}
