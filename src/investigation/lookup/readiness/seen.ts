import type { AckAnswer, GapReason, LiveMetadata, PodState, RouteList } from '../../observation.ts';
import type { NamespaceSeen, QueueListing } from '../jobs/seen.ts';

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

export type StandingPod = Omit<PodState, 'role'>;

export interface BrokerSeen {
  readonly reachable: boolean;
  readonly version?: string;
  /** Such as `memory` or `disk`. Absent where they were not read. */
  readonly alarms?: readonly string[];
  /** Why the alarms were not read although they could be asked for. */
  readonly alarmsNotSeen?: string;
  readonly detail: string;
}

export interface DatabaseSeen {
  readonly reachable: boolean;
  /** How many collections there are; 0 where it is not reachable. */
  readonly collections: number;
  readonly detail: string;
}
