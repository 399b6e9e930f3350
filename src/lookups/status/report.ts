import type {
  AckAnswer,
  BrokerSeen,
  GapReason,
  LiveMetadata,
  QueueListing,
  RouteList,
  StandingPod,
} from '#investigation/observation.ts';
import type { NamespaceSeen } from '../jobs/report.ts';

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

/** What one look at each part of the stack came to. */
export interface StackSeen {
  /** When all looks were over, ms since the epoch on the bot's clock. */
  readonly at: number;
  readonly ack: Seen<AckAnswer>;
  readonly liveMetadata: Seen<LiveMetadata>;
  readonly routes: Seen<RouteList>;
  /** The backend's pods and everything of jobs; what could not be listed is a gap in it. */
  readonly namespace: Seen<NamespaceSeen>;
  /** Every pod of the namespace that is no job's, the backend's own among them. */
  readonly standing: Seen<readonly StandingPod[]>;
  readonly broker: Seen<BrokerSeen>;
  readonly database: Seen<DatabaseSeen>;
  readonly queues: Seen<QueueListing>;
}

export type Seen<T> = { readonly kind: 'seen'; readonly at: number; readonly value: T } | Unseen;

export interface Unseen {
  readonly kind: 'not-seen';
  readonly at: number;
  readonly reason: GapReason;
  readonly why: string;
}

export interface DatabaseSeen {
  readonly reachable: boolean;
  /** How many collections there are; 0 where it is not reachable. */
  readonly collections: number;
  readonly detail: string;
}
