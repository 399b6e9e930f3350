import { z } from 'zod';
import type { Evidence } from '#investigation/evidence.ts';
import { configureAnswer } from './answer-schema.ts';
import { baseline } from './baseline-schema.ts';
import { fact, factKind } from './fact-schema.ts';
import { healthyRuns } from './healthy-run-schema.ts';
import { instant } from './shapes.ts';

/** What rules take a moment for; a file with more was not written by an investigation. */
const MOST_OBSERVATIONS = 100_000;

const range = z.object({ min: z.number(), max: z.number() });

const jobRequest = z.object({
  view: z.enum(['multichannel', 'singlechannel', 'waterfall']),
  channels: range,
  nfft: z.number(),
  frequency: range,
  duration: z.number(),
  height: z.number(),
  recording: z.object({ from: z.number(), to: z.number() }).exactOptional(),
});

/** Goes into commands that people paste. */
const name = z
  .string()
  .max(500)
  .regex(/^\P{Cc}*$/u, 'text without control characters is expected');

const stackNames = z.object({
  focusServer: name,
  namespace: name.exactOptional(),
  context: name.exactOptional(),
  backendSelector: name.exactOptional(),
  vhost: name.exactOptional(),
  database: name.exactOptional(),
});

const subject = z.object({
  investigation: z.string(),
  environment: z.string(),
  requestedBy: z.string(),
  request: jobRequest.exactOptional(),
  zero: instant,
  configure: configureAnswer.exactOptional(),
  job: z
    .object({
      id: z.string(),
      stream: z.object({ host: z.string(), port: z.number() }).exactOptional(),
    })
    .exactOptional(),
  limits: z.object({
    consumerGoodMs: z.number(),
    consumerWarnMs: z.number(),
    consumerFailMs: z.number(),
    configureMs: z.number(),
  }),
  stack: stackNames.exactOptional(),
  timeoutMs: z.number(),
});

const kinds = z.array(factKind).readonly();

const observations = z
  .array(z.object({ id: z.string(), at: instant, probe: z.string(), fact }))
  .max(MOST_OBSERVATIONS)
  .readonly();

const gaps = z
  .array(
    z.object({
      at: instant,
      probe: z.string(),
      kinds,
      reason: z.enum(['not-configured', 'unreachable', 'refused', 'timed-out', 'failed', 'cut-short']),
      about: z.literal('backend').exactOptional(),
      detail: z.string(),
    }),
  )
  .max(MOST_OBSERVATIONS)
  .readonly();

export const evidenceSchema = z.object({
  version: z.literal(1),
  subject,
  endedAt: instant,
  observations,
  gaps,
  watches: z
    .array(
      z.object({
        probe: z.string(),
        sees: kinds,
        from: instant,
        to: instant,
        ended: z.enum(['complete', 'failed']),
      }),
    )
    .max(MOST_OBSERVATIONS)
    .readonly(),
  background: z
    .object({
      investigations: z.number(),
      knownErrors: z.array(z.string()).readonly(),
      usual: baseline.exactOptional(),
      healthy: healthyRuns.exactOptional(),
    })
    .exactOptional(),
}) satisfies z.ZodType<Evidence>;
