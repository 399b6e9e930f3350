import type { Verdict } from './diagnosis.ts';
import type { Signals } from './signals.ts';
import type { PhaseId } from './timeline.ts';

/** A past investigation in a line: what history lists, and what is usual is learned from. */
export interface PastInvestigation {
  readonly investigation: string;
  readonly environment: string;
  readonly verdict: Verdict;
  /** The id of the rule that names the cause. */
  readonly cause?: string;
  /** ms since the epoch */
  readonly startedAt: number;
  readonly tookMs: number;
  readonly jobId?: string;
  /** Slack user id, or a name on the command line. */
  readonly requestedBy: string;
  /** The check that asked. */
  readonly check?: string;
  /** The request in one line; equal lines are equal parameters. */
  readonly request: string;
  /** From configure to the first metadata answer, ms: the middle of its interval. */
  readonly totalMs?: number;
  /** ms, the middle of each interval; a phase that was not seen apart is absent. */
  readonly phases: Readonly<Partial<Record<PhaseId, number>>>;
  /** Whether the job's image was on the node already; absent where no event told. */
  readonly imageCached?: boolean;
  /** The backend's pod as it was: a changed image or restart count is a deploy. */
  readonly backend?: { readonly image: string; readonly restarts: number };
  /** Absent in lines of earlier versions. */
  readonly signals?: Signals;
}

/** What is usual for one question, from earlier healthy investigations of an environment. */
export interface Baseline {
  /** How many runs it is from. */
  readonly runs: number;
  /** ms since the epoch: the oldest of them. */
  readonly since: number;
  /** All of them with the image on the node already, or all without; absent where it is of either. */
  readonly imageCached?: boolean;
  readonly total?: Usually;
  readonly phases: Readonly<Partial<Record<PhaseId, Usually>>>;
}

/** ms */
export interface Usually {
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
  /** Runs in which it was seen. */
  readonly runs: number;
}
