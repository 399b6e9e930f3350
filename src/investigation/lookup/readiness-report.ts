/** Whether an environment could take a job now, part by part: plain text, already redacted. */
export interface ReadinessReport {
  readonly lookup: string;
  readonly environment: string;
  readonly requestedBy: string;
  /** ms since the epoch */
  readonly at: number;
  /** The answer in one sentence. */
  readonly headline: string;
  readonly live: Readiness;
  readonly historic: Readiness;
  /** The worst first. */
  readonly parts: readonly PartRow[];
  readonly nextStep?: string;
}

export type Readiness = 'ready' | 'not-ready' | 'unclear';

export interface PartRow {
  /** Such as `ack`, `broker`. */
  readonly part: string;
  readonly label: string;
  readonly state: 'well' | 'strained' | 'unwell' | 'not-seen';
  /** What was seen, such as `200 in 12 ms`. */
  readonly value: string;
  /** When that was, ms since the epoch. */
  readonly at: number;
  /** What is usually blamed: the id of a rule where one names it, such as `backend-down`; equal for equal troubles. */
  readonly cause?: string;
  readonly remedy?: string;
}
