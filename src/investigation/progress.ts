/** How far an investigation has come: plain words for the one message that fills while people watch. */
export interface Progress {
  readonly investigation: string;
  readonly environment: string;
  /** Slack user id, or a name on the command line. */
  readonly requestedBy: string;
  /** The request in one line, as `describeRequest` words it. */
  readonly request: string;
  readonly state: 'waiting' | 'configuring' | 'watching' | 'explaining';
  /** Place in the queue while waiting; 1 is next. */
  readonly position?: number;
  readonly jobId?: string;
  /** When configure was sent, ms since the epoch. */
  readonly startedAt?: number;
  readonly steps: readonly ProgressStep[];
  /** One sentence more, such as what cannot be seen. */
  readonly note?: string;
}

export interface ProgressStep {
  readonly label: string;
  readonly state: 'pending' | 'active' | 'done' | 'failed';
  /** Such as `+2.31 s`. */
  readonly at?: string;
}
