import type { KubernetesEvent, KubernetesJobState, PodState, ServiceState } from '../../observation.ts';
import type { PartialGap } from '../../probe.ts';

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

/** The broker's queues that belong to jobs, as one look saw them. */
export interface QueueListing {
  readonly queues: readonly JobQueue[];
  /** Why not all queues could be seen: one that is not among them need not be absent. */
  readonly gap?: PartialGap;
}

export interface JobQueue {
  readonly jobId: string;
  /** `grpc-job-<id>` or `grpc-job-<id>-<unix time>`. */
  readonly name: string;
  readonly consumers: number;
  /** Messages ready for delivery. */
  readonly ready: number;
}
