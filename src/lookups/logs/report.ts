import type { ReportedLogLine } from '#investigation/report/report.ts';
import type { NotSeen } from '../not-seen.ts';

/** What there is about one job's logs, in words, before any blocks: plain text without Slack markup, already redacted. */
export interface LogsReport {
  readonly version: 1;
  /** Id of the look-up. */
  readonly lookup: string;
  readonly environment: string;
  /** Slack user id. */
  readonly requestedBy: string;
  readonly jobId: string;
  /** living: read just now · captured: it is gone, and this was kept while it lived · none: nothing was found. */
  readonly source: 'living' | 'captured' | 'none';
  /** The answer in one or two sentences: the state of the job, and the most telling line. */
  readonly headline: string;
  /** What to do now, in one sentence, where there is something. */
  readonly nextStep?: string;
  /** Pods, metadata, queue and database at the top: `{ label: 'Queue', value: 'grpc-job-19-7-1763…: 0 consumers, 12 messages ready' }`. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Of the lines that passed the filter. */
  readonly counts: { readonly lines: number; readonly errors: number; readonly warnings: number };
  /** The most telling lines, equal ones as one, the most telling first; `at` is the time of day in UTC. */
  readonly logLines: readonly ReportedLogLine[];
  /** First and last sight of the job, ms since the epoch, where it is gone. */
  readonly seen?: { readonly firstAt: number; readonly lastAt: number };
  /** What could not be read, why, and what to do about it. */
  readonly notSeen: readonly NotSeen[];
  /** Ids of living jobs near the one that was asked for, the nearest first; for one that was not found. */
  readonly near: readonly string[];
  /** The filter in words, such as `level error or worse, with "consumer", last 200 lines`; absent where there is none. */
  readonly filter?: string;
  /** One a container, then events, then the merged view. */
  readonly files: readonly LogFile[];
}

/** A text to attach: `<pod>.<container>.log`, UTC stamps, already redacted. */
export interface LogFile {
  readonly name: string;
  readonly title: string;
  readonly content: string;
}
