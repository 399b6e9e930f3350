import type { Clock } from '#lib/clock.ts';
import type { Redactor } from '#lib/redact.ts';
import type { KubernetesConnection } from './client.ts';

export interface KubernetesProbeOptions {
  /** Shared by all probes of one environment. */
  readonly connection: KubernetesConnection;
  readonly clock: Clock;
  /** Masks what may be a secret on more than one line; only the known ones unless told. */
  readonly redactor?: Redactor | undefined;
}
