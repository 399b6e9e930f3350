import type {
  KubernetesEvent,
  KubernetesJobState,
  PartialGap,
  PodState,
  QueueListing,
  ServiceState,
} from '#investigation/observation.ts';
import type { NotSeen } from '../logs/report.ts';

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
  /** Why it is not well, in a few words, such as `grpc pod Pending 45 s: 0/2 nodes are available`. */
  readonly why?: string;
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

/** Something that a job left behind, or that waits for nothing. */
export interface Leak {
  readonly kind: 'queue-without-pods' | 'service-without-job' | 'job-without-pods' | 'old-pending-pod';
  readonly name: string;
  readonly jobId: string;
  /** Such as `0 consumers, 240 messages ready`, `Pending for 2 h 5 min`. */
  readonly detail: string;
}

/** What one look saw of all jobs of an environment. A part that is absent is not configured. */
export interface JobsSeen {
  /** When the look was over, ms since the epoch on the bot's clock. */
  readonly at: number;
  readonly namespace?: NamespaceSeen;
  readonly broker?: QueueListing;
}

/** The namespace at one moment; what a gap names was not seen to its end. */
export interface NamespaceSeen {
  readonly at: number;
  /** The cluster's own time at that moment. */
  readonly clusterNow?: number;
  readonly namespace?: string;
  readonly pods: readonly PodState[];
  readonly jobs: readonly KubernetesJobState[];
  readonly services: readonly ServiceState[];
  readonly events: readonly KubernetesEvent[];
  readonly gaps: readonly NamespaceGap[];
}

export interface NamespaceGap extends PartialGap {
  /** Only the backend's pods are missing. */
  readonly about?: 'backend';
}
