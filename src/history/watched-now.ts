import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Come } from '#investigation/report/progress.ts';
import type { Clock } from '#lib/clock.ts';

/** How far the jobs have come that a worker watches, for whoever lists jobs in another one. */
export interface WatchedNow {
  tell(environment: string, jobId: string, come: Come): Promise<void>;
  /** Of those of these jobs that are watched, or were a short while ago. */
  of(environment: string, jobIds: readonly string[]): Promise<ReadonlyMap<string, Come>>;
}

/** A job that nobody drives is gone long before; of one that lives on the last that was seen stands for a while. */
const KEPT_MS = 10 * 60_000;

const come: z.ZodType<Come> = z.object({
  to: z.enum(['made', 'container-started', 'queue-created', 'consumer-ready']),
  since: z.number(),
});

export function createWatchedNow({
  redis,
  prefix,
  clock,
}: {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
}): WatchedNow {
  const keyOf = (environment: string, jobId: string) => `${prefix}:watched-now:${environment}:${jobId}`;
  return {
    async tell(environment, jobId, now) {
      const ttlMs = Math.ceil(clock.real(KEPT_MS));
      await redis.set(keyOf(environment, jobId), JSON.stringify(now), 'PX', ttlMs);
    },
    async of(environment, jobIds) {
      if (jobIds.length === 0) return new Map();
      const texts = await redis.mget(jobIds.map((jobId) => keyOf(environment, jobId)));
      return new Map(
        jobIds.flatMap((jobId, i) => {
          const text = texts[i];
          return typeof text === 'string' ? [[jobId, come.parse(JSON.parse(text))] as const] : [];
        }),
      );
    },
  };
}
