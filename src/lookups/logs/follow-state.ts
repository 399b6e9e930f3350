import type { ReportedLogLine } from '#investigation/report/report.ts';

/** Where the following of a job's logs stands, in words, before any blocks: plain text, already redacted. */
export interface FollowState {
  /** Id of the look-up. */
  readonly lookup: string;
  readonly environment: string;
  /** Slack user id. */
  readonly requestedBy: string;
  readonly jobId: string;
  /** ms since the epoch. */
  readonly startedAt: number;
  /** When it stops by itself, ms since the epoch. */
  readonly endsAt: number;
  /** When this was so, ms since the epoch. */
  readonly at: number;
  /** Of the lines that passed the filter since it started. */
  readonly counts: { readonly lines: number; readonly errors: number; readonly warnings: number };
  /** The last lines that passed the filter, the newest last, each as it came; `at` is the time of day in UTC. */
  readonly lines: readonly ReportedLogLine[];
  /** The filter in words; absent where there is none. */
  readonly filter?: string;
  /** Absent while it runs. */
  readonly end?: FollowEnd;
}

/** Why it stopped: its time was up · somebody stopped it · no pod of the job is left · it could not go on. */
export type FollowEnd =
  | { readonly why: 'time-is-up' }
  | { readonly why: 'stopped' /** Slack user id. */; readonly by: string }
  | { readonly why: 'pods-ended' }
  | { readonly why: 'broken-off' /** What happened, as half a sentence. */; readonly reason: string };
