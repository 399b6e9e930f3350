import type { Leak } from '#investigation/rules/leaks.ts';
import type { NotSeen } from '../not-seen.ts';

/** The jobs that live now in one environment, and what earlier ones left behind; plain text, already redacted. */
export interface JobsReport {
  readonly version: 1;
  /** Id of the look-up. */
  readonly lookup: string;
  readonly environment: string;
  /** Slack user id. */
  readonly requestedBy: string;
  /** When it was looked, ms since the epoch. */
  readonly at: number;
  /** The answer in one sentence: how many live, how many are unwell, what leaked. */
  readonly headline: string;
  /** The unwell first, then the oldest. */
  readonly jobs: readonly JobRow[];
  readonly leaks: readonly Leak[];
  /** There are more than every job leaves behind, or some that block others. */
  readonly leaksMatter: boolean;
  readonly notSeen: readonly NotSeen[];
}

export interface JobRow {
  readonly jobId: string;
  /** ms since its first object was made, on the cluster's clock. */
  readonly ageMs?: number;
  /**
   * starting: not well yet, and young enough to become so · ending: finished, or on its way out with its Kubernetes Job
   * deleted · unclear: what it takes to tell could not be seen.
   */
  readonly health: 'well' | 'starting' | 'ending' | 'unwell' | 'unclear';
  /** Why it is not well: what a rule found, or what it lacks, such as `grpc pod Pending 45 s: 0/2 nodes are available`. */
  readonly why?: string;
  /** The id of the rule that found why; absent where none is sure. */
  readonly cause?: string;
  /** How far it has come and since when, of a job that the bot watches: `its consumer came 12 s ago`. */
  readonly watched?: string;
  /** Such as `grpc Running, Ready · cleanup Running`. */
  readonly pods: string;
  readonly node?: string;
  readonly queue?: string;
  readonly consumers?: number;
  /** Messages ready for delivery. */
  readonly ready?: number;
  /** NodePort of its Service. */
  readonly port?: number;
}
