import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { ConfigureAnswer } from '#investigation/observation.ts';
import type { BackendJob } from '#investigation/subject.ts';

/** Remembers what one investigation has sent, so that it sends it once however often it runs. */
export interface Fence {
  /** Of all who ask for an investigation exactly one is told `first`, and may send. Writes the intent before it tells. */
  intend(investigation: string, sentAt: number): Promise<'first' | Intent>;
  /** What was meant to be sent; undefined where nothing was. */
  look(investigation: string): Promise<Intent | undefined>;
  /** Keeps what came back for the runs that follow. */
  record(investigation: string, answer: FencedAnswer): Promise<void>;
}

/** What an earlier run meant to send and, where that run lived to write it down, what came back. */
export interface Intent {
  /** ms since the epoch. */
  readonly sentAt: number;
  readonly answer?: FencedAnswer;
}

export interface FencedAnswer {
  readonly configure: ConfigureAnswer;
  readonly job?: BackendJob;
}

/** Longer than a request may wait in the queue with all its retries. */
const KEPT_S = 7 * 24 * 3_600;

/** Shared by all workers. `prefix` is followed by a colon and the investigation's id. */
export function redisFence(redis: Redis, prefix: string): Fence {
  const keyOf = (investigation: string) => `${prefix}:${investigation}`;
  return {
    async intend(investigation, sentAt) {
      const key = keyOf(investigation);
      for (;;) {
        const written = await redis.set(key, JSON.stringify({ sentAt }), 'EX', KEPT_S, 'NX');
        if (written === 'OK') return 'first';
        const kept = await redis.get(key);
        // Expired between the two commands: the next turn decides.
        if (kept !== null) return readIntent(kept);
      }
    },
    async look(investigation) {
      const kept = await redis.get(keyOf(investigation));
      return kept === null ? undefined : readIntent(kept);
    },
    async record(investigation, answer) {
      const intent: Intent = { sentAt: answer.configure.sentAt, answer };
      await redis.set(keyOf(investigation), JSON.stringify(intent), 'EX', KEPT_S);
    },
  };
}

/** For one process, such as the command line. */
export function memoryFence(): Fence {
  const intents = new Map<string, Intent>();
  return {
    async intend(investigation, sentAt) {
      const kept = intents.get(investigation);
      if (kept) return kept;
      intents.set(investigation, { sentAt });
      return 'first';
    },
    look: async (investigation) => intents.get(investigation),
    async record(investigation, answer) {
      intents.set(investigation, { sentAt: answer.configure.sentAt, answer });
    },
  };
}

const INTENT = z.object({
  sentAt: z.number(),
  answer: z
    .object({
      configure: z.object({
        kind: z.literal('configure-answer'),
        sentAt: z.number(),
        answeredAt: z.number(),
        stalledMs: z.number().exactOptional(),
        outcome: z.enum(['accepted', 'refused', 'unreachable', 'unanswered']),
        status: z.number().exactOptional(),
        jobId: z.string().exactOptional(),
        detail: z.string(),
        reattached: z.boolean(),
      } satisfies Record<keyof ConfigureAnswer, z.ZodType>),
      job: z
        .object({ id: z.string(), stream: z.object({ host: z.string(), port: z.number() }).exactOptional() })
        .exactOptional(),
    })
    .exactOptional(),
});

function readIntent(text: string): Intent {
  return INTENT.parse(JSON.parse(text));
}
