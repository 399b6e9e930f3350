import { z } from 'zod';
import { findMistakes, findTimeoutMistakes, type Mistake } from '#asking/limits.ts';
import { isJobId } from '#investigation/job-id.ts';
import type { LogsRequest } from '#investigation/log-reading/filter.ts';
import type { DecidingLook } from '#investigation/report/report.ts';
import type { JobRequest } from '#investigation/subject.ts';
import type { AskedLookup } from '#lookups/question.ts';

/** Slack's limit for a button's value. */
const LONGEST = 2000;

/** What the button *Run again* carries: the question, without who asks it or where. */
export interface RunAgain {
  readonly environment: string;
  readonly request: JobRequest;
  readonly timeoutMs: number;
}

/** The button's value, or undefined when it would be too long for Slack. */
export function writeRunAgain({ environment, request, timeoutMs }: RunAgain): string | undefined {
  const value = JSON.stringify({ environment, request, timeoutMs });
  return value.length <= LONGEST ? value : undefined;
}

const environment = z.string().min(1).max(200);
const jobId = z.string().refine(isJobId);
const range = z.object({ min: z.int(), max: z.int() });
const runAgain = z.object({
  environment,
  request: z.object({
    view: z.enum(['multichannel', 'singlechannel', 'waterfall']),
    channels: range,
    nfft: z.int(),
    frequency: range,
    duration: z.number(),
    height: z.int(),
    recording: z.object({ from: z.number(), to: z.number() }).optional(),
  }),
  timeoutMs: z.int(),
});

/** A value that came back from Slack, checked as if it had been typed. `now` is ms since the epoch. */
export function readRunAgain(value: string, now: number): RunAgain | { readonly mistakes: readonly Mistake[] } {
  const read = runAgain.safeParse(parseJson(value.slice(0, LONGEST)));
  if (!read.success)
    return { mistakes: [{ argument: 'request', message: 'the request in the button cannot be read' }] };
  const { environment, timeoutMs } = read.data;
  const { recording, ...rest } = read.data.request;
  const request: JobRequest = { ...rest, ...(recording === undefined ? {} : { recording }) };
  const mistakes = [...findMistakes(request, now), ...findTimeoutMistakes(timeoutMs)];
  return mistakes.length > 0 ? { mistakes } : { environment, request, timeoutMs };
}

const checkName = z.string().regex(/^[a-z0-9-]{1,100}$/);

export function isCheckName(name: string): boolean {
  return checkName.safeParse(name).success;
}

/** The check's name that a button brought back from Slack; undefined when it cannot be one. */
export function readCheckName(value: string): string | undefined {
  return checkName.safeParse(value).data;
}

/** Where the look is, and of which job. Which look it is, is in the button's id too: `decide:logs`. */
export interface DecidingLookValue {
  readonly environment: string;
  readonly lookup: AskedLookup;
}

/** The button's value; undefined when it would be too long for Slack, or the look needs a job and has none. */
export function writeDecidingLook(environment: string, { look, jobId }: DecidingLook): string | undefined {
  const value = JSON.stringify({ environment, look, ...(jobId !== undefined && { jobId }) });
  return readDecidingLook(value) === undefined ? undefined : value;
}

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

const incidentId = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/);

export function isIncidentId(id: string): boolean {
  return incidentId.safeParse(id).success;
}

/** The incident's id that a button or a modal brought back from Slack; undefined when it cannot be one. */
export function readIncidentId(value: string): string | undefined {
  return incidentId.safeParse(value).data;
}

/** What the button *Logs* of a job carries. */
export interface JobLogs {
  readonly environment: string;
  readonly jobId: string;
}

/** The button's value, or undefined when it would be too long for Slack. */
export function writeJobLogs({ environment, jobId }: JobLogs): string | undefined {
  const value = JSON.stringify({ environment, jobId });
  return value.length <= LONGEST ? value : undefined;
}

const jobLogs = z.object({ environment, jobId });

/** A value that came back from Slack, checked as if it had been typed; undefined when it cannot be meant. */
export function readJobLogs(value: string): JobLogs | undefined {
  return jobLogs.safeParse(parseJson(value.slice(0, LONGEST))).data;
}

/** Which of a job's logs a select offers. */
export const LOGS_FILTERS = {
  errors: { level: 'error', pods: 'all' },
  backend: { pods: 'backend' },
  pod: { pods: 'grpc' },
  all: { pods: 'all' },
} as const satisfies Readonly<Record<string, Partial<LogsRequest>>>;
export type LogsFilter = keyof typeof LOGS_FILTERS;

/** Slack takes so many characters as the value of an option. */
const LONGEST_OPTION = 75;

/** The option's value, or undefined when it would be too long for Slack. */
export function writeLogsFilter(filter: LogsFilter, { environment, jobId }: JobLogs): string | undefined {
  const value = `${filter}:${jobId}:${environment}`;
  return value.length <= LONGEST_OPTION ? value : undefined;
}

/** A value that came back from Slack; undefined when it cannot be meant. */
export function readLogsFilter(
  value: string,
): { readonly environment: string; readonly request: LogsRequest } | undefined {
  const [, filter = '', jobId = '', environment = ''] = /^(\w+):([\d-]+):(.+)$/.exec(value) ?? [];
  if (!Object.hasOwn(LOGS_FILTERS, filter) || !isJobId(jobId)) return undefined;
  return { environment, request: { jobId, previous: false, ...LOGS_FILTERS[filter as LogsFilter] } };
}

/** undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
