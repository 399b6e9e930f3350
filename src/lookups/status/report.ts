import type { StatusPart } from '#checks/check.ts';

/** Whether an environment could take a job now, part by part: plain text, already redacted. */
export interface StatusReport {
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

export type PartState = 'well' | 'strained' | 'unwell' | 'not-seen';

export interface PartRow {
  readonly part: StatusPart;
  readonly label: string;
  readonly state: PartState;
  /** What was seen, such as `200 in 12 ms`, or what is wrong in one sentence. */
  readonly value: string;
  /** When that was, ms since the epoch. */
  readonly at: number;
  /** Nobody gave the bot a way there: it stands for nothing. */
  readonly isNotConfigured?: true;
  /** The id of the rule that says why; absent where it is well, or nobody knows. */
  readonly cause?: string;
  readonly remedy?: string;
  /** Ready to paste. */
  readonly commands?: readonly string[];
}

/** One part with what it means for a job. */
export interface JudgedPart {
  readonly row: PartRow;
  /** Whether a job that needs this part could do with it. */
  readonly allows: 'yes' | 'no' | 'unknown';
}
