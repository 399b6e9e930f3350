import { z } from 'zod';
import { isJobId } from '#investigation/job-id.ts';
import type { DecidingLook } from '#investigation/report.ts';
import type { AskedLookup } from '#queue/requests.ts';

/** Where the look is, and of which job. Which look it is, is in the button's id too: `decide:logs`. */
export interface DecidingLookValue {
  readonly environment: string;
  readonly lookup: AskedLookup;
}

/** Slack's limit for a button's value. */
const LONGEST = 2000;

/** The button's value; undefined when it would be too long for Slack, or the look needs a job and has none. */
export function writeDecidingLook(environment: string, { look, jobId }: DecidingLook): string | undefined {
  const value = JSON.stringify({ environment, look, ...(jobId !== undefined && { jobId }) });
  return readDecidingLook(value) === undefined ? undefined : value;
}

const environment = z.string().min(1).max(200);
const jobId = z.string().refine(isJobId);
const decidingLook = z.discriminatedUnion('look', [
  z.object({ environment, look: z.enum(['status', 'jobs']) }),
  z.object({ environment, look: z.enum(['job', 'logs']), jobId }),
]);

/** A value that came back from Slack, checked as if it had been typed; undefined when it cannot be meant. */
export function readDecidingLook(value: string): DecidingLookValue | undefined {
  if (value.length > LONGEST) return undefined;
  const read = decidingLook.safeParse(parseJson(value)).data;
  return read && { environment: read.environment, lookup: lookupOf(read) };
}

function lookupOf(read: z.infer<typeof decidingLook>): AskedLookup {
  switch (read.look) {
    case 'status':
    case 'jobs':
      return { kind: read.look };
    case 'job':
      return { kind: 'job', jobId: read.jobId };
    case 'logs':
      return { kind: 'logs', request: { jobId: read.jobId, pods: 'all', previous: false } };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
