import { z } from 'zod';
import { MOST_SIGNALS } from '#investigation/diagnosis/signals.ts';
import type { Baseline, Evidence, HealthyRun, LastWorked, PhaseId } from '#investigation/evidence.ts';
import { readinesses } from '#investigation/subject.ts';
import { configureAnswer } from './answer-schema.ts';
import { environmentPart, fact, factKind, partKind } from './fact-schema.ts';
import { gapReason } from './gap-reason.ts';
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
  watched: z.literal(true).exactOptional(),
  ready: z.enum(readinesses).exactOptional(),
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
      reason: gapReason,
      about: z.literal('backend').exactOptional(),
      from: instant.exactOptional(),
      detail: z.string(),
      mend: z.string().exactOptional(),
    }),
  )
  .max(MOST_OBSERVATIONS)
  .readonly();

/** Between two instants: a clock that was set while a job ran can make it long, or negative. */
const ms = instant;
const runs = z.int().min(1);

const usually = z
  .object({ p5: ms, p50: ms, p95: ms, runs })
  .refine(({ p5, p50, p95 }) => p5 <= p50 && p50 <= p95, 'p5, p50 and p95 in ascending order are expected')
  .exactOptional();

const phases = {
  configure: usually,
  'job-creation': usually,
  scheduling: usually,
  'container-start': usually,
  queue: usually,
  consumer: usually,
  metadata: usually,
  stream: usually,
} satisfies Record<PhaseId, z.ZodType>;

/** What was usual, as history had it. */
const baseline = z.object({
  runs,
  since: instant,
  imageCached: z.boolean().exactOptional(),
  total: usually,
  phases: z.object(phases),
}) satisfies z.ZodType<Baseline>;

const MOST_PARTS = 20;

/** What ten of them say is known; no bot looks at so many. */
const MOST_RUNS = 100;

const value = z.union([z.string().max(1_000), z.number(), z.boolean()]);

const signals = z
  .record(z.string().max(500), value)
  .refine((of) => Object.keys(of).length <= MOST_SIGNALS, `at most ${MOST_SIGNALS} signals are expected`);

/** Earlier healthy runs, as history had them. */
const healthyRuns = z
  .array(z.object({ investigation: z.string(), startedAt: instant, signals }))
  .max(MOST_RUNS)
  .readonly() satisfies z.ZodType<readonly HealthyRun[]>;

const lastWorked = z.object({
  at: instant,
  complete: z.array(partKind).readonly(),
  parts: z.array(environmentPart.extend({ changes: z.int().min(1).exactOptional() })).readonly(),
  firstFailureAt: instant.exactOptional(),
}) satisfies z.ZodType<LastWorked>;

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
  bill: z
    .array(z.object({ part: name, requests: z.number(), bytes: z.number() }))
    .max(MOST_PARTS)
    .readonly()
    .exactOptional(),
  background: z
    .object({
      investigations: z.number(),
      knownErrors: z.array(z.string()).readonly(),
      usual: baseline.exactOptional(),
      healthy: healthyRuns.exactOptional(),
      lastWorked: lastWorked.exactOptional(),
      recent: z
        .array(
          z.object({
            startedAt: z.number(),
            jobId: z.string(),
            cause: z.string().exactOptional(),
            worked: z.boolean(),
          }),
        )
        .readonly()
        .exactOptional(),
    })
    .exactOptional(),
}) satisfies z.ZodType<Evidence>;
