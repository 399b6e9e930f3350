import type { FindCapture } from '#history/capture.ts';
import type { Background } from '#investigation/evidence.ts';
import type { Collected } from '#investigation/log-reading/collect.ts';
import type { Clock } from '#lib/clock.ts';
import type { Redactor } from '#lib/redact.ts';
import type { FocusServerSettings } from '#probes/focus-server/client.ts';
import type { KubernetesConnection } from '#probes/kubernetes/client.ts';
import type { Snapshot } from '#probes/kubernetes/snapshot.ts';
import type { MongodbSettings } from '#probes/mongodb/client.ts';
import type { RabbitmqSettings } from '#probes/rabbitmq/client.ts';
import type { JobFound } from './write-report.ts';

/** What a look-up of logs asks. What is absent is not configured. */
export interface LogsTools {
  /** The namespace now; undefined where Kubernetes is not configured. */
  snapshot(): Promise<Snapshot> | undefined;
  readonly connection?: KubernetesConnection;
  readonly focusServer: FocusServerSettings;
  readonly rabbitmq?: RabbitmqSettings;
  readonly mongodb?: MongodbSettings;
  readonly captures: FindCapture;
  /** Masks secrets, by the operator's patterns too. */
  readonly redactor: Redactor;
  readonly clock: Clock;
  /** Every job of the environment is captured, so it is no use to advise that. */
  readonly capturesAll?: boolean;
  /** Rejects the look-up with its reason. */
  readonly signal: AbortSignal;
  /** Which of these errors earlier investigations of the environment have seen; absent where nobody remembers. */
  readonly known?: (signatures: readonly string[]) => Promise<Background>;
}

/** What a look-up came to, before it is put into words as a whole. */
export interface Findings {
  readonly found: JobFound;
  readonly collected: Collected;
}
