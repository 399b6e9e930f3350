import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';

/** The jobs that are watched and have no line yet, for whoever watches an environment after a worker that died. */
export interface UnderWatch {
  begin(environment: string, job: WatchedJob): Promise<void>;
  /** Those that nobody ended, and that are not too long ago. */
  left(environment: string): Promise<readonly WatchedJob[]>;
  end(environment: string, investigation: string): Promise<void>;
}

export interface WatchedJob {
  readonly investigation: string;
  readonly jobId: string;
  /** ms since the epoch, on the bot's clock. */
  readonly bornAt: number;
}

/** So long it is known which jobs are the bot's own; a job that nobody drives is gone long before. */
const KEPT_MS = 10 * 60_000;

const job: z.ZodType<WatchedJob> = z.object({ investigation: z.string(), jobId: z.string(), bornAt: z.number() });

export function createUnderWatch({
  redis,
  prefix,
  clock,
}: {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
}): UnderWatch {
  const keyOf = (environment: string) => `${prefix}:under-watch:${environment}`;
  return {
    async begin(environment, watched) {
      const key = keyOf(environment);
      const field = [watched.investigation, JSON.stringify(watched)] as const;
      await redis
        .multi()
        .hset(key, ...field)
        .pexpire(key, Math.ceil(clock.real(KEPT_MS)))
        .exec();
    },
    async left(environment) {
      const stored = Object.values(await redis.hgetall(keyOf(environment)));
      const from = clock.now() - KEPT_MS;
      return stored.map((text) => job.parse(JSON.parse(text))).filter(({ bornAt }) => bornAt >= from);
    },
    async end(environment, investigation) {
      await redis.hdel(keyOf(environment), investigation);
    },
  };
}
