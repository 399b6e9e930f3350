/** What a person wants to see of the logs of one job. */
export interface LogsRequest {
  /** Checked by `isJobId`. */
  readonly jobId: string;
  readonly pods: 'all' | 'grpc' | 'cleanup' | 'backend';
  /** Only what was written in the last so many ms. Without it all of the job's own, and of the backend's what was written since the job began. */
  readonly sinceMs?: number;
  /** Only the last so many lines of each container that pass the other filters. */
  readonly tail?: number;
  /** Only lines that hold this text, whatever its case. Not a pattern: anyone in the channel types it. */
  readonly grep?: string;
  /** Only lines of this level or worse. */
  readonly level?: 'info' | 'warning' | 'error';
  /** Only the run of each container that ended before its last restart. Without it both that run and the present one. */
  readonly previous: boolean;
}
