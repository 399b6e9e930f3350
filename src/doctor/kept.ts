import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Line } from './line.ts';

/** What was found last, for who looks later. */
export interface Kept {
  /** ms since the epoch */
  readonly at: number;
  readonly lines: readonly Line[];
}

const kept = z.object({
  at: z.number(),
  lines: z.array(
    z.object({
      environment: z.string().exactOptional(),
      part: z.enum(['settings', 'redis', 'slack', 'focus-server', 'kubernetes', 'rabbitmq', 'mongodb']),
      state: z.enum(['ok', 'wrong', 'unknown']),
      found: z.string(),
      mend: z.string().exactOptional(),
    }),
  ),
});

/** Nobody wants to know longer what did not work. */
const KEPT_S = 30 * 24 * 60 * 60;

export async function keepExamination(redis: Redis, prefix: string, examined: Kept): Promise<void> {
  await redis.set(`${prefix}:doctor`, JSON.stringify(examined), 'EX', KEPT_S);
}

/** Undefined where nothing is kept, or another version kept it. */
export async function recallExamination(redis: Redis, prefix: string): Promise<Kept | undefined> {
  const text = await redis.get(`${prefix}:doctor`);
  return text === null ? undefined : kept.safeParse(JSON.parse(text)).data;
}
