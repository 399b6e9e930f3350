import type { Clock } from '#lib/clock.ts';
import type { KubernetesConnection } from './client.ts';

export interface KubernetesProbeOptions {
  /** Shared by all probes of one environment. */
  readonly connection: KubernetesConnection;
  readonly clock: Clock;
}
