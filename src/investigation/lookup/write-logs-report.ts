import type { Background } from '../evidence.ts';
import type { Collected } from '../log-reading/collect.ts';
import { describeFilter } from './filter.ts';
import { linesSentence, reportedLine } from './logs/line-words.ts';
import { logFiles } from './logs/log-files.ts';
import type { LogsReport } from './logs-report.ts';
import type { LogsRequest } from './logs-request.ts';

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
