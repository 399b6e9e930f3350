import { z } from 'zod';
import type { Baseline, PhaseId } from '#investigation/evidence.ts';
import { instant } from './shapes.ts';

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
} satisfies Record<PhaseId, z.ZodType>;

/** What was usual, as history had it. */
export const baseline = z.object({
  runs,
  since: instant,
  imageCached: z.boolean().exactOptional(),
  total: usually,
  phases: z.object(phases),
}) satisfies z.ZodType<Baseline>;
