import type { KubernetesEvent, KubernetesJobState, PodState, ServiceState } from '#investigation/observation.ts';
import type { PartialGap } from '#investigation/probe.ts';

/** The namespace at one moment: all jobs' pods, Jobs, Services and events, and the backend's pods. */
export interface Snapshot {
  /** When it was complete, ms since the epoch on the bot's clock. */
  readonly at: number;
  /** What time it was on the cluster's clock then, ms since the epoch, exact to a second; absent where no answer told. */
  readonly clusterNow?: number;
  readonly pods: readonly PodState[];
  readonly jobs: readonly KubernetesJobState[];
  readonly services: readonly ServiceState[];
  readonly events: readonly KubernetesEvent[];
  /** What could not be listed; the rest is there all the same. */
  readonly gaps: readonly PartialGap[];
}
