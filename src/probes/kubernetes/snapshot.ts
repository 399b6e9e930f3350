import { jobIdIn, jobNames } from '#investigation/job-id.ts';
import type {
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

/** The namespace at one moment: all jobs' pods, Jobs, Services and events, and the backend's pods. */
export interface Snapshot {
  /** When it was complete, ms since the epoch on the bot's clock. */
  readonly at: number;
  /** What time it was on the cluster's clock then, ms since the epoch, exact to a second; absent where no answer told. */
  readonly clusterNow?: number;
  /** Its name. */
  readonly namespace?: string;
  readonly pods: readonly PodState[];
  readonly jobs: readonly KubernetesJobState[];
  readonly services: readonly ServiceState[];
  readonly events: readonly KubernetesEvent[];
  /** What could not be listed; the rest is there all the same. */
  readonly gaps: readonly SnapshotGap[];
}

export interface SnapshotGap extends PartialGap {
  /** The backend's own pods alone could not be listed: nothing is missing of the jobs. */
  readonly about?: 'backend';
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
  const { connection, clusterAhead } = withTime(options.connection);
  const [pods, backend, jobs, services, events] = await gatherAll({ connection, clock, signal, redact });
  const at = clock.now();
  const ahead = clusterAhead();
  const backendNames = new Set(backend.facts.map(({ name }) => name));
  const backendGap = backend.gap && { ...backend.gap, about: 'backend' as const };
  return {
    at,
    ...present('clusterNow', ahead === undefined ? undefined : at + ahead),
    namespace: connection.settings.namespace,
    pods: [...pods.facts, ...backend.facts],
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
    gather(gathering, { ...ofPods, collection: { resource: 'pods' }, factOf: jobPodOf }),
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

function jobPodOf(pod: Pod): PodState | undefined {
  const role = roleOf(pod);
  return role && podStateOf(pod, role, false);
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

/** The same connection, and how far the cluster's clock is ahead of the bot's by the `Date` of its answers, ms. */
function withTime(connection: KubernetesConnection) {
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  const ask: KubernetesConnection['ask'] = async (...asking) => {
    const answer = await connection.ask(...asking);
    const stamp = Date.parse(answer.date ?? '');
    // A whole second t, between two instants of the bot's clock, means [t, t + 1 s).
    if (!Number.isNaN(stamp)) {
      least = Math.max(least, stamp - answer.answeredAt);
      most = Math.min(most, stamp + 1_000 - answer.sentAt);
    }
    return answer;
  };
  return {
    connection: { ...connection, ask },
    clusterAhead: () => (Number.isFinite(least) ? (least + most) / 2 : undefined),
  };
}
