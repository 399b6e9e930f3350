/** What is read when somebody asks, and not counted before. */
export interface Readings {
  /** What does not work now; empty when all is well. */
  readonly troubles: readonly string[];
  /** Absent in a process that is not Slack's. */
  readonly isSlackConnected?: boolean;
  /** Absent where Redis did not answer in time. */
  readonly stored?: Stored;
}

/** What Redis holds: the same whichever process reads it. */
export interface Stored {
  /** How long Redis took over all of it. */
  readonly tookMs: number;
  readonly lines: readonly WaitingLine[];
  readonly outbox: { readonly size: number; readonly oldestMs: number };
  readonly alerts: readonly OpenAlerts[];
  /** How late the latest tick of a check is. */
  readonly overdueMs: number;
}

/** What was asked of an environment, of one kind. */
export interface WaitingLine {
  readonly environment: string;
  readonly queue: 'investigations' | 'look' | 'job' | 'follow';
  readonly waiting: number;
  readonly running: number;
  /** How long the oldest of those that wait has waited; 0 where none does. */
  readonly oldestMs: number;
}

export interface OpenAlerts {
  readonly environment: string;
  readonly kind: 'failure' | 'blindness';
  readonly state: 'alerting' | 'recovering';
  readonly count: number;
}
