import { z } from 'zod';
import { MOST_SIGNALS } from '#investigation/diagnosis/signals.ts';
import type { HealthyRun } from '#investigation/evidence.ts';
import { instant } from './shapes.ts';

/** What ten of them say is known; no bot looks at so many. */
const MOST_RUNS = 100;

const value = z.union([z.string().max(1_000), z.number(), z.boolean()]);

const signals = z
  .record(z.string().max(500), value)
  .refine((of) => Object.keys(of).length <= MOST_SIGNALS, `at most ${MOST_SIGNALS} signals are expected`);

/** Earlier healthy runs, as history had them. */
export const healthyRuns = z
  .array(z.object({ investigation: z.string(), startedAt: instant, signals }))
  .max(MOST_RUNS)
  .readonly() satisfies z.ZodType<readonly HealthyRun[]>;
