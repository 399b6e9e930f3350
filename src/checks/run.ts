/**
 * What one run of a check came to. warn: good, but slower than the check's warn limit · blind: what was seen does not
 * decide it, so it speaks neither for nor against the stack.
 */
export type Outcome = 'ok' | 'warn' | 'failed' | 'blind';

export interface RunResult {
  /** Id of the run, the same for every delivery of its result; of a timing check also its investigation's. */
  readonly run: string;
  readonly check: string;
  readonly environment: string;
  /** ms since the epoch */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: Outcome;
  /** Why it ran. `person`: somebody pressed *Run now*; their Slack user id is `by`. */
  readonly trigger: 'schedule' | 'confirmation' | 'person';
  readonly by?: string;
  /** What it failed of, or what it could not see, as a stable id without numbers: a rule's id, `slow:<phase>`, a part of readiness. */
  readonly cause?: string;
  /** The answer in one sentence. */
  readonly headline: string;
  readonly nextStep?: string;
  /** Where its evidence is remembered. */
  readonly investigation?: string;
  readonly jobId?: string;
  /** From configure to the first metadata answer, ms. */
  readonly totalMs?: number;
}

/** A tick on which a check did not run, and why: it has yielded to something, or nobody was there. */
export type SkipReason =
  /** People's investigations are waiting or running. */
  | 'busy'
  /** The environment holds nearly as many jobs as it can. */
  | 'near-capacity'
  | 'maintenance'
  /** Its previous run has not ended. */
  | 'overlap'
  | 'paused';
