import type { BackendImage } from '../diagnosis/signals.ts';
import type { PhaseId, Signals } from '../evidence.ts';
import type { Verdict } from '../finding.ts';
import type { Standing } from '../report/report.ts';

/** A past investigation in a line: what history lists, and what is usual is learned from. */
export interface PastInvestigation {
  readonly investigation: string;
  readonly environment: string;
  readonly verdict: Verdict;
  /** What kind of answer it was; absent in lines of earlier versions. */
  readonly standing?: Standing;
  /** The id of the rule that names the cause. */
  readonly cause?: string;
  /** ms since the epoch */
  readonly startedAt: number;
  readonly tookMs: number;
  readonly jobId?: string;
  /** Slack user id, or a name on the command line. */
  readonly requestedBy: string;
  /** Slack user ids of who asked the same meanwhile, and waited for it too. */
  readonly alsoAskedBy?: readonly string[];
  /** The check that asked. */
  readonly check?: string;
  /** The series that it is a run of. */
  readonly series?: string;
  /** The request in one line; equal lines are equal parameters. */
  readonly request: string;
  /** Somebody else's job that the bot watched: its total begins with its Kubernetes Job, and is no other run's measure. */
  readonly watched?: true;
  /** From configure to the first metadata answer, ms: the middle of its interval. */
  readonly totalMs?: number;
  /**
   * Where no consumer came: so long it surely did not, ms. Absent where that says nothing of the stack (the request could not
   * work, or the bot saw nothing), and in lines of earlier versions.
   */
  readonly waitedMs?: number;
  /** ms, the middle of each interval; a phase that was not seen apart is absent. */
  readonly phases: Readonly<Partial<Record<PhaseId, number>>>;
  /** Whether the job's image was on the node already; absent where no event told. */
  readonly imageCached?: boolean;
  readonly backend?: BackendImage;
  /** Absent in lines of earlier versions. */
  readonly signals?: Signals;
}
