import { jobIdIn, jobNames } from '#investigation/job-id.ts';
import type {
  ClockReading,
  KubernetesEvent,
  KubernetesJobState,
  PartialGap,
  PodState,
  ServiceState,
} from '#investigation/observation.ts';
import { redactDeep } from '#lib/redact.ts';
import type { KubernetesConnection } from './client.ts';
import { eventOf, isAbout } from './events.ts';
import { type Gathered, type Gathering, gather } from './gather.ts';
import { kubernetesJobStateOf } from './jobs.ts';
import { type EventObject, eventSchema, jobSchema, type Pod, podSchema, serviceSchema } from './objects.ts';
import type { KubernetesProbeOptions } from './options.ts';
import { podStateOf, present } from './pod-state.ts';
import { serviceStateOf } from './service.ts';

/** The namespace at one moment: all jobs' pods, Jobs, Services and events, the backend's pods, and the pods beside it. */
export interface Snapshot {
  /** When it was complete, ms since the epoch on the bot's clock. */
  readonly at: number;
  /** What time it was on the cluster's clock then, ms since the epoch, exact to a second; absent where no answer told. */
  readonly clusterNow?: number;
  /** Its name. */
  readonly namespace?: string;
  readonly pods: readonly PodState[];
  /** Neither a job's nor the backend's: the broker's, the database's. */
  readonly others: readonly PodState[];
  /** What bounds the cluster's clock from both sides. */
  readonly clockReadings: readonly ClockReading[];
  readonly jobs: readonly KubernetesJobState[];
  readonly services: readonly ServiceState[];
  readonly events: readonly KubernetesEvent[];
  /** What could not be listed; the rest is there all the same. */
  readonly gaps: readonly PartialGap[];
}

export interface SnapshotOptions extends KubernetesProbeOptions {
  readonly signal: AbortSignal;
  /** Masks what looks like a secret in every text; `redactDeep` unless told. */
  readonly redact?: <T>(value: T) => T;
}

/**
 * Lists everything of jobs in the namespace, all lists side by side, and looks once. A list that fails is a gap, and
 * what it told before is kept; an abort makes gaps of what is not complete. It throws no BlindError.
 */
export async function takeSnapshot(options: SnapshotOptions): Promise<Snapshot> {
  const { clock, signal, redact = redactDeep } = options;
  // What the first call loads would count against the time of the lists.
  await options.connection.prepare();
  const { connection, clockReadings } = withTime(options.connection);
  const [pods, backend, jobs, services, events] = await gatherAll({ connection, clock, signal, redact });
  const at = clock.now();
  const readings = clockReadings();
  const ahead = aheadOf(readings);
  const backendNames = new Set(backend.facts.map(({ name }) => name));
  const isOther = ({ role, name }: PodState) => role === 'other' && !backendNames.has(name);
  const backendGap = backend.gap && { ...backend.gap, about: 'backend' as const };
  return {
    at,
    ...present('clusterNow', ahead === undefined ? undefined : at + ahead),
    namespace: connection.settings.namespace,
    pods: [...pods.facts.filter(({ role }) => role !== 'other'), ...backend.facts],
    others: pods.facts.filter(isOther),
    clockReadings: readings,
    jobs: jobs.facts,
    services: services.facts,
    events: events.facts.filter(({ object }) => jobIdIn(object.name) !== undefined || backendNames.has(object.name)),
    gaps: [pods.gap, backendGap, jobs.gap, services.gap, events.gap].filter((gap) => gap !== undefined),
  };
}

function gatherAll(
  gathering: Gathering,
): Promise<
  [
    Gathered<PodState>,
    Gathered<PodState>,
    Gathered<KubernetesJobState>,
    Gathered<ServiceState>,
    Gathered<KubernetesEvent>,
  ]
> {
  const { backendSelector } = gathering.connection.settings;
  const ofPods = { kind: 'pod-state', shape: podSchema } as const;
  return Promise.all([
    gather(gathering, { ...ofPods, collection: { resource: 'pods' }, factOf: anyPodOf }),
    gather(gathering, {
      ...ofPods,
      collection: { resource: 'pods', labelSelector: backendSelector },
      factOf: (pod) => (roleOf(pod) ? undefined : podStateOf(pod, 'backend', false)),
    }),
    gather(gathering, {
      kind: 'kubernetes-job-state',
      collection: { resource: 'jobs' },
      shape: jobSchema,
      factOf: (job) => (isPart(job.metadata.name, 'Job') ? kubernetesJobStateOf(job, false) : undefined),
    }),
    gather(gathering, {
      kind: 'service-state',
      collection: { resource: 'services' },
      shape: serviceSchema,
      factOf: (service) => (isPart(service.metadata.name, 'Service') ? serviceStateOf(service, false) : undefined),
    }),
    gather(gathering, {
      kind: 'kubernetes-event',
      collection: { resource: 'events' },
      shape: eventSchema,
      factOf: jobOrPodEventOf,
    }),
  ]);
}

function roleOf({ metadata: { name } }: Pod): 'grpc' | 'cleanup' | undefined {
  const id = jobIdIn(name);
  return id === undefined ? undefined : jobNames(id).roleOfPod(name);
}

function anyPodOf(pod: Pod): PodState | undefined {
  return podStateOf(pod, roleOf(pod) ?? 'other', false);
}

function isPart(name: string, kind: 'Job' | 'Service'): boolean {
  const id = jobIdIn(name);
  if (id === undefined) return false;
  const { grpcJob, cleanupJob, service } = jobNames(id);
  return kind === 'Service' ? name === service : name === grpcJob || name === cleanupJob;
}

/** Which pods are the backend's is known when all lists have come. */
function jobOrPodEventOf(event: EventObject): KubernetesEvent | undefined {
  const { kind, name } = event.involvedObject;
  const id = jobIdIn(name);
  const wanted = id === undefined ? kind === 'Pod' : isAbout(jobNames(id), event);
  return wanted ? eventOf(event) : undefined;
}

/** The same connection, and the `Date` of those of its answers that bound the cluster's clock closest. */
function withTime(connection: KubernetesConnection) {
  let least: ClockReading | undefined;
  let most: ClockReading | undefined;
  const ask: KubernetesConnection['ask'] = async (...asking) => {
    const answer = await connection.ask(...asking);
    const stamp = Date.parse(answer.date ?? '');
    if (Number.isNaN(stamp)) return answer;
    const { sentAt, answeredAt } = answer;
    const reading: ClockReading = { kind: 'clock-reading', clock: 'kubernetes', sentAt, answeredAt, stamp };
    if (!least || leastAhead(reading) > leastAhead(least)) least = reading;
    if (!most || mostAhead(reading) < mostAhead(most)) most = reading;
    return answer;
  };
  return {
    connection: { ...connection, ask },
    clockReadings: () => [...new Set([least, most])].filter((reading) => reading !== undefined),
  };
}

/** A whole second t, between two instants of the bot's clock, means [t, t + 1 s). ms */
function leastAhead({ stamp, answeredAt }: ClockReading): number {
  return stamp - answeredAt;
}

function mostAhead({ stamp, sentAt }: ClockReading): number {
  return stamp + 1_000 - sentAt;
}

/** How far the cluster's clock is ahead of the bot's, ms; undefined where no answer told. */
function aheadOf(readings: readonly ClockReading[]): number | undefined {
  if (readings.length === 0) return undefined;
  return (Math.max(...readings.map(leastAhead)) + Math.min(...readings.map(mostAhead))) / 2;
}
