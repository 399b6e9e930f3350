import type { Background } from '#investigation/evidence.ts';
import { tellingLine } from '#investigation/log-entry.ts';
import type { Collected } from '#investigation/log-reading/collect.ts';
import { describeFilter, type LogsRequest } from '#investigation/log-reading/filter.ts';
import type { Group } from '#investigation/log-reading/groups.ts';
import { isNewError } from '#investigation/log-reading/new-errors.ts';
import type { PlacedLine } from '#investigation/log-reading/order.ts';
import type { JobQueue, MetadataAnswer } from '#investigation/observation.ts';
import { repetition } from '#investigation/report/repetition.ts';
import type { ReportedLogLine } from '#investigation/report/report.ts';
import { consumersOf, messagesReady } from '#investigation/rules/job-parts.ts';
import { seconds } from '#investigation/say.ts';
import { counted } from '#lib/counted.ts';
import type { QueuesOfJob, RecordOfJob } from '#probes/jobs/look-at-job.ts';
import { logFiles } from './log-files.ts';
import type { LogsReport } from './report.ts';

export interface LogsAsked {
  /** Id of the look-up. */
  readonly lookup: string;
  readonly environment: string;
  /** Slack user id. */
  readonly requestedBy: string;
  readonly request: LogsRequest;
}

/** What a look-up found of a job, the logs apart. */
export interface JobFound extends Pick<LogsReport, 'source' | 'nextStep' | 'facts' | 'seen' | 'notSeen' | 'near'> {
  /** The job's state in one sentence, without its end. */
  readonly state: string;
  /** Why there is no line, where there is none. */
  readonly whyNoLine: string;
  /** What `since` is counted back from, where that is not now. */
  readonly until?: string;
}

const MOST_LINES = 12;

/** What was found and collected in words. The same findings give the same report. */
export function writeLogsReport(
  { request, ...asked }: LogsAsked,
  { state, whyNoLine, until, notSeen, ...found }: JobFound,
  collected: Collected,
  background?: Background,
): LogsReport {
  const filter = describeFilter(request, until);
  return {
    version: 1,
    ...asked,
    jobId: request.jobId,
    ...found,
    headline: `${state}. ${linesSentence(collected, whyNoLine)}`,
    counts: collected.counts,
    logLines: collected.groups.slice(0, MOST_LINES).map((group) => reportedLine(group, background)),
    notSeen: unique(notSeen),
    ...(filter === undefined ? {} : { filter }),
    files: logFiles(collected),
  };
}

/** What was not seen for one reason is told once. */
function unique<T>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}

const LONGEST_TEXT = 1_000;
const LONGEST_EXAMPLE = 200;

function reportedLine(group: Group<PlacedLine>, background: Background | undefined): ReportedLogLine {
  const { example, first, last, count, everyMs } = group;
  const { source, pod, level, text } = example;
  return {
    source,
    pod,
    at: timeOfDay(first),
    level,
    text: beginning(tellingLine(text), LONGEST_TEXT),
    ...(count > 1 && { count, lastAt: timeOfDay(last) }),
    ...(everyMs !== undefined && { every: seconds(everyMs) }),
    ...(background && isNewError(group, background) && { isNew: true as const }),
  };
}

/** How much was logged and what tells most: `251 errors in 312 lines, most telling: … ×250, first 15:34:15.120, …`. */
function linesSentence({ counts, groups }: Pick<Collected, 'counts' | 'groups'>, whyNone: string): string {
  const { lines, errors, warnings } = counts;
  if (lines === 0) return sentence(whyNone);
  const [group] = groups;
  const all = counted(lines, 'line');
  if (errors + warnings === 0 || !group)
    return lines === 1 ? 'Its one line does not complain' : `None of ${all} complains`;
  const errorWords = errors === 0 ? 'No error' : counted(errors, 'error');
  const warned = warnings === 0 ? '' : ` and ${counted(warnings, 'warning')}`;
  return `${errorWords}${warned} in ${all}. Most telling: ${exampleOf(group)}`;
}

function exampleOf(group: Group<PlacedLine>): string {
  const line = reportedLine(group, undefined);
  const text = beginning(line.text.replace(/\s+/g, ' '), LONGEST_EXAMPLE);
  if (line.count === undefined) return `${text} (${line.at})`;
  return `${text}${repetition(line).replace(',', `, first ${line.at},`)}`;
}

function beginning(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** In UTC: `15:34:15.120`. */
export function timeOfDay(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}

export interface ShownFact {
  readonly label: string;
  readonly value: string;
}

/** For a sentence: `metadata says Invalid job_id`; undefined where nothing answered. */
export function metadataClause(answer: MetadataAnswer | undefined): string | undefined {
  switch (answer?.answer) {
    case 'ready':
      return 'metadata answers';
    case 'id-unknown':
      return 'metadata says Invalid job_id';
    case 'route-absent':
      return 'metadata has no such route';
    case 'other-job':
      return 'metadata answers for another job';
    case 'server-error':
    case 'unexpected':
      return `metadata answers ${answer.status ?? 'something unexpected'}`;
    case 'network-error':
    case undefined:
      return undefined;
  }
}

export function metadataFact({ answer, status, detail }: MetadataAnswer): ShownFact {
  const code = status === undefined ? '' : ` (${status})`;
  switch (answer) {
    case 'ready':
      return { label: 'Metadata', value: `answers${code}: it has a consumer` };
    case 'id-unknown':
      return { label: 'Metadata', value: `Invalid job_id${code}` };
    case 'route-absent':
      return { label: 'Metadata', value: `this build has no such route${code}` };
    case 'other-job':
    case 'server-error':
    case 'network-error':
    case 'unexpected':
      return { label: 'Metadata', value: `${detail}${code}` };
  }
}

/** The job's own queue, and those that it or an earlier job of its id left behind. */
export function queueFacts(
  own: JobQueue | undefined,
  left: readonly JobQueue[],
  { via }: QueuesOfJob,
): readonly ShownFact[] {
  const age = via === 'management' ? ' (up to 5 s old)' : '';
  const queue = own ? `${queueWords(own)}${age}` : 'none of this job';
  const leaked = left.length === 0 ? [] : [{ label: 'Left queues', value: left.map(queueWords).join(' · ') }];
  return [{ label: 'Queue', value: queue }, ...leaked];
}

export function queueWords({ name, consumers, ready }: JobQueue): string {
  return `${name}: ${consumersOf(consumers)}, ${messagesReady(ready)}`;
}

/** Where healthy jobs have no documents either, that this one has none says nothing. */
export function recordsFact(records: readonly RecordOfJob[]): ShownFact {
  const value =
    records.length === 0
      ? 'it has no collection of jobs'
      : records.map(({ collection, found }) => `${found ? 'a document' : 'no document'} in ${collection}`).join(', ');
  return { label: 'Database', value };
}
