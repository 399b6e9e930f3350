import type { FactKind } from '#investigation/observation.ts';
import type { Probe } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import type { Redactor } from '#lib/redact.ts';
import { blind } from './blind.ts';
import { ackProbe } from './focus-server/ack.ts';
import { channelsProbe } from './focus-server/channels.ts';
import type { FocusServerSettings } from './focus-server/client.ts';
import { controlsProbe } from './focus-server/controls.ts';
import { liveMetadataProbe } from './focus-server/live-metadata.ts';
import { metadataProbe } from './focus-server/metadata.ts';
import { routesProbe } from './focus-server/routes.ts';
import { allJobsProbe } from './jobs/all-jobs.ts';
import { birthsProbe } from './jobs/births.ts';
import { controlJobProbe } from './jobs/control-job.ts';
import { backendPodsProbe } from './kubernetes/backend-pods.ts';
import { connectKubernetes, type KubernetesConnection, type KubernetesSettings } from './kubernetes/client.ts';
import { environmentPartsProbe } from './kubernetes/environment-parts.ts';
import { eventsProbe } from './kubernetes/events.ts';
import { jobsProbe } from './kubernetes/jobs.ts';
import { podsProbe } from './kubernetes/pods.ts';
import { serviceProbe } from './kubernetes/service.ts';
import { backendLogsProbe } from './logs/backend-logs.ts';
import { jobLogsProbe } from './logs/job-logs.ts';
import { loadDriver, type MongodbSettings } from './mongodb/client.ts';
import { databaseProbe } from './mongodb/database.ts';
import type { RabbitmqSettings } from './rabbitmq/client.ts';
import { policiesProbe } from './rabbitmq/policies.ts';
import { queueProbe } from './rabbitmq/queue.ts';
import { selfProbe } from './self/self.ts';
import { streamPortProbe } from './stream/stream-port.ts';

/** Where the parts of one environment are. What is absent is not configured. */
export interface Places {
  readonly name: string;
  readonly focusServer: FocusServerSettings;
  readonly kubernetes?: KubernetesSettings;
  readonly rabbitmq?: RabbitmqSettings;
  readonly mongodb?: MongodbSettings;
}

/** Every witness of an environment; a part that is not configured has one that says so. */
export interface Witnesses {
  readonly probes: readonly Probe[];
  /** For single looks; absent where Kubernetes is not configured. */
  readonly kubernetes?: KubernetesConnection;
}

/**
 * Resolves when the heavy libraries are loaded: loading them in the first second of a watch would blur its times.
 */
export async function openProbes(places: Places, clock: Clock, redactor?: Redactor): Promise<Witnesses> {
  const kubernetes = places.kubernetes && connectKubernetes(places.kubernetes, clock);
  await Promise.all([kubernetes?.prepare(), places.mongodb && loadDriver()]);
  const focusServer = { settings: places.focusServer, clock };
  const probes = [
    selfProbe({ clock }),
    metadataProbe(focusServer),
    ackProbe(focusServer),
    liveMetadataProbe(focusServer),
    channelsProbe(focusServer),
    routesProbe(focusServer),
    controlsProbe(focusServer),
    streamPortProbe(focusServer),
    ...kubernetesProbes(places, kubernetes, clock, redactor),
    ...queueProbes(places, clock),
    ...databaseProbes(places, clock),
    allJobsProbe({
      name: places.name,
      ...(kubernetes && { kubernetes }),
      ...(places.rabbitmq && { rabbitmq: places.rabbitmq }),
      clock,
    }),
  ];
  return { probes, ...(kubernetes && { kubernetes }) };
}

function kubernetesProbes(
  places: Places,
  connection: KubernetesConnection | undefined,
  clock: Clock,
  redactor: Redactor | undefined,
): readonly Probe[] {
  const kinds: readonly FactKind[] = [
    'pod-state',
    'kubernetes-job-state',
    'service-state',
    'kubernetes-event',
    'log-line',
    'control-job',
  ];
  if (!connection)
    return [blind('kubernetes', kinds, 'environment', `Kubernetes is not configured for ${places.name}`)];
  const options = { connection, clock, redactor };
  return [
    podsProbe(options),
    jobsProbe(options),
    serviceProbe(options),
    eventsProbe(options),
    backendPodsProbe(options),
    backendLogsProbe(options),
    jobLogsProbe(options),
    controlJobProbe({ ...places, ...options }),
    environmentPartsProbe(options),
    birthsProbe(options),
  ];
}

function queueProbes({ name, rabbitmq }: Places, clock: Clock): readonly Probe[] {
  if (!rabbitmq)
    return [blind('queue', ['broker-state', 'queue-state'], 'environment', `RabbitMQ is not configured for ${name}`)];
  const { managementUrl } = rabbitmq;
  return [
    queueProbe({ settings: rabbitmq, clock }),
    ...(managementUrl === undefined ? [] : [policiesProbe({ settings: { ...rabbitmq, managementUrl }, clock })]),
  ];
}

function databaseProbes({ name, mongodb }: Places, clock: Clock): readonly Probe[] {
  if (!mongodb)
    return [
      blind('database', ['database-state', 'job-record'], 'environment', `MongoDB is not configured for ${name}`),
    ];
  return [databaseProbe({ settings: mongodb, clock })];
}
