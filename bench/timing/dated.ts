import type { MilestoneId } from '#investigation/timeline/milestone-ids.ts';
import type { Play } from '../players.ts';
import type { Condition } from './plan.ts';

/** How one moment was dated, and when it really was; ms after zero. */
export interface Dated {
  readonly milestone: MilestoneId;
  readonly truth: number;
  /** Undefined: it was not said when. */
  readonly earliest?: number;
  readonly latest?: number;
}

/** Who dates: the bot, or one of those that it is measured against. */
export type Dater = 'bot' | 'seeds' | 'kube-burner' | 'clusterloader2';

/** What one play came to. */
export interface TimingOutcome extends Play {
  readonly dated: Readonly<Record<Dater, readonly Dated[]>>;
  /** What the bot asked Focus Server after configure, and what the seeds' loop did. */
  readonly requests: { readonly bot: number; readonly seeds: number };
  /** Of the whole way, what could not be told apart, 0 to 1. */
  readonly unexplained: number;
  readonly condition: Condition;
  readonly clusterAheadMs: number;
  readonly verdict: string;
  readonly error?: string;
}
