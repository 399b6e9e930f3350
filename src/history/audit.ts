import type { Redis } from 'ioredis';
import { z } from 'zod';
import { acts } from '#access/access.ts';
import type { AuditLine } from '#access/door.ts';

/** Who did what, the newest first. */
export interface Audit {
  write(line: AuditLine): Promise<void>;
  last(count: number): Promise<readonly AuditLine[]>;
}

/** Some 2 MB at the most. */
const MOST_LINES = 5_000;
const KEPT_MS = 90 * 24 * 60 * 60_000;

const line: z.ZodType<AuditLine> = z.object({
  at: z.number(),
  user: z.string(),
  channel: z.string().exactOptional(),
  act: z.enum(acts),
  environment: z.string().exactOptional(),
  on: z.string(),
  outcome: z.enum(['done', 'refused', 'failed']),
  why: z.string().exactOptional(),
});

/** A list of JSON lines in Redis; what cannot be read any more is left out. */
export function createAudit({ redis, prefix }: { readonly redis: Redis; readonly prefix: string }): Audit {
  const key = `${prefix}:audit`;
  return {
    async write(said) {
      await redis
        .multi()
        .lpush(key, JSON.stringify(said))
        .ltrim(key, 0, MOST_LINES - 1)
        .pexpire(key, KEPT_MS)
        .exec();
    },
    async last(count) {
      const texts = await redis.lrange(key, 0, count - 1);
      return texts.flatMap((text) => line.safeParse(parsed(text)).data ?? []);
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
