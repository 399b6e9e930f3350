import { z } from 'zod';
import { MOST_SIGNALS } from '#investigation/diagnosis/signals.ts';
import type { PhaseId } from '#investigation/evidence.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';
import { standings } from '#investigation/report/report.ts';
import { usualPhases } from '#investigation/timeline/usual.ts';
import { describeError } from '#lib/errors.ts';
import { UnreadableEntryError } from './entry.ts';

/** The version of lines that this code writes and reads. */
const VERSION = 1;

const line: z.ZodType<PastInvestigation> = z.object({
  investigation: z.string(),
  environment: z.string(),
  verdict: z.enum(['healthy', 'degraded', 'broken', 'inconclusive']),
  standing: z.enum(standings).exactOptional(),
  cause: z.string().exactOptional(),
  startedAt: z.number(),
  tookMs: z.number(),
  jobId: z.string().exactOptional(),
  requestedBy: z.string(),
  alsoAskedBy: z.array(z.string()).exactOptional(),
  check: z.string().exactOptional(),
  series: z.string().exactOptional(),
  request: z.string(),
  watched: z.literal(true).exactOptional(),
  totalMs: z.number().exactOptional(),
  waitedMs: z.number().exactOptional(),
  phases: z.partialRecord(z.enum(Object.keys(usualPhases) as PhaseId[]), z.number()),
  imageCached: z.boolean().exactOptional(),
  backend: z.object({ image: z.string(), restarts: z.number() }).exactOptional(),
  signals: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .refine((signals) => Object.keys(signals).length <= MOST_SIGNALS, `more than ${MOST_SIGNALS} signals`)
    .exactOptional(),
});

export function writeLine(past: PastInvestigation): string {
  return JSON.stringify({ version: VERSION, ...past });
}

/** Throws an UnreadableEntryError. */
export function readLine(text: string, investigation: string): PastInvestigation {
  try {
    const stored = JSON.parse(text);
    const version = stored?.version;
    if (version !== VERSION) throw new Error(`its version is ${String(version)}, known is ${VERSION}`);
    const read = line.parse(stored);
    if (read.investigation !== investigation) throw new Error('it is of another');
    return read;
  } catch (error) {
    throw new UnreadableEntryError('line', investigation, reason(error), { cause: error });
  }
}

function reason(error: unknown): string {
  const [first] = error instanceof z.ZodError ? error.issues : [];
  return first ? `${first.path.join('.')}: ${first.message}` : describeError(error);
}
