/**
 * What a run looked like, besides its verdict: by a stable name, a word or number that can be compared with other runs', such
 * as `pod.node`, `pod.labels`, `queue.consumers`, `record.jobs`. Times and ids are never in it.
 */
export type Signals = Readonly<Record<string, SignalValue>>;
export type SignalValue = string | number | boolean;

/** A healthy run of the same environment, as far as it can be compared with. */
export interface HealthyRun {
  readonly investigation: string;
  /** ms since the epoch */
  readonly startedAt: number;
  readonly signals: Signals;
}

/** What differs from the last healthy runs, and what does not. */
export interface Differential {
  /** How many healthy runs it was compared with. */
  readonly runs: number;
  /** The most telling first. */
  readonly unusual: readonly SignalRow[];
  /** The same on healthy runs: never a cause. */
  readonly same: readonly SignalRow[];
}

export interface SignalRow {
  readonly signal: string;
  /** Such as `pod label job_id`. */
  readonly label: string;
  readonly now: string;
  /** Such as `absent in 10 of 10`. */
  readonly usually: string;
}
