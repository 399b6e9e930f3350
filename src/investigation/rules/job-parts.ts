import { counted } from '#lib/counted.ts';
import { type Evidence, observed } from '../evidence.ts';
import { jobIdIn, jobNames } from '../job-id.ts';
import {
  type FactKind,
  type Gap,
  hasConsumer,
  type JobQueue,
  type KubernetesEvent,
  type KubernetesJobState,
  type PartialGap,
  type PodState,
  type ServiceState,
} from '../observation.ts';
import { clusterTime } from '../timeline/clocks.ts';
import { objectKinds } from './kubernetes-gaps.ts';

/** All that was seen of one job. */
export interface JobParts {
  readonly id: string;
  /** The newest of its kind: ids come back. */
  readonly grpc?: PodState;
  readonly cleanup?: PodState;
  /** All of them. */
  readonly pods: readonly PodState[];
  readonly grpcJob?: KubernetesJobState;
  readonly cleanupJob?: KubernetesJobState;
  readonly service?: ServiceState;
  /** Its own queue; one that was made before the job is an earlier job's of the same id. */
  readonly queue?: JobQueue;
  readonly strayQueues: readonly JobQueue[];
  /** When its first object was made, on the cluster's clock. */
  readonly bornAt?: number;
}

/** Stamps are whole seconds, and a queue's time is the pod's own: what is older than this is another job's. */
const OLDER_MS = 60_000;

/** The objects that have one job's id in their names. */
interface Named {
  readonly pods: readonly PodState[];
  readonly jobs: readonly KubernetesJobState[];
  readonly services: readonly ServiceState[];
  readonly queues: readonly JobQueue[];
}

/** Everything that is a job's by its name, put together by the job's id. */
export function partsOf({ namespace, broker }: JobsSeen): readonly JobParts[] {
  const pods = byJob(namespace?.pods.filter(({ role, deleted }) => role !== 'backend' && !deleted) ?? []);
  const jobs = byJob(namespace?.jobs.filter(({ exists }) => exists) ?? []);
  const services = byJob(namespace?.services.filter(({ exists }) => exists) ?? []);
  const queues = byJob(broker?.queues ?? []);
  const ids = new Set([pods, jobs, services, queues].flatMap((each) => [...each.keys()]));
  return [...ids].map((id) =>
    putTogether(id, {
      pods: pods.get(id) ?? [],
      jobs: jobs.get(id) ?? [],
      services: services.get(id) ?? [],
      queues: queues.get(id) ?? [],
    }),
  );
}

function byJob<T extends { readonly name: string }>(objects: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = Map.groupBy(objects, ({ name }) => jobIdIn(name) ?? '');
  groups.delete('');
  return groups;
}

function putTogether(id: string, { pods, jobs, services, queues }: Named): JobParts {
  const names = jobNames(id);
  const grpc = newest(pods.filter(({ role }) => role === 'grpc'));
  const cleanup = newest(pods.filter(({ role }) => role === 'cleanup'));
  const grpcJob = jobs.find(({ name }) => name === names.grpcJob);
  const cleanupJob = jobs.find(({ name }) => name === names.cleanupJob);
  const service = services.find(({ name }) => name === names.service);
  const bornAt = firstOf([grpc, cleanup, grpcJob, cleanupJob]) ?? service?.createdStamp;
  const hasOwner = pods.length > 0 || grpcJob !== undefined;
  return {
    id,
    pods,
    ...(grpc && { grpc }),
    ...(cleanup && { cleanup }),
    ...(grpcJob && { grpcJob }),
    ...(cleanupJob && { cleanupJob }),
    ...(service && { service }),
    ...(bornAt !== undefined && { bornAt }),
    ...sortedOut(queues, hasOwner, bornAt),
  };
}

/** A consumer stands for a job whose pods could not be seen. */
function sortedOut(queues: readonly JobQueue[], hasOwner: boolean, bornAt: number | undefined) {
  const isUsed = hasOwner || queues.some(hasConsumer);
  const own = isUsed ? queues.filter((queue) => !isEarlier(queue, bornAt)) : [];
  const [queue] = own.toSorted(usedFirst);
  return { ...(queue && { queue }), strayQueues: queues.filter((each) => !own.includes(each)) };
}

function newest(pods: readonly PodState[]): PodState | undefined {
  return pods.toSorted((a, b) => b.createdStamp - a.createdStamp)[0];
}

function firstOf(objects: readonly ({ readonly createdStamp?: number } | undefined)[]): number | undefined {
  const stamps = objects.flatMap((object) => object?.createdStamp ?? []);
  return stamps.length === 0 ? undefined : Math.min(...stamps);
}

function isEarlier(queue: JobQueue, bornAt: number | undefined): boolean {
  const madeAt = queueMadeAt(queue);
  return madeAt !== undefined && bornAt !== undefined && madeAt < bornAt - OLDER_MS;
}

function usedFirst(a: JobQueue, b: JobQueue): number {
  return Number(hasConsumer(b)) - Number(hasConsumer(a)) || (queueMadeAt(b) ?? 0) - (queueMadeAt(a) ?? 0);
}

/** The unix time at the end of a queue's name, as ms; undefined for a plain name. */
export function queueMadeAt({ jobId, name }: JobQueue): number | undefined {
  const seconds = Number(name.slice(jobNames(jobId).grpcJob.length + 1));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
}

export function messagesReady(ready: number | undefined): string {
  if (ready === undefined) return 'messages unknown';
  return `${counted(ready, 'message')} ready`;
}

export function consumersOf(consumers: number | undefined): string {
  if (consumers === undefined) return 'consumers unknown';
  return counted(consumers, 'consumer');
}

export function isYoung({ bornAt }: JobParts, view: JobsView): boolean {
  return bornAt !== undefined && ageOf(view, bornAt) < YOUNG_MS;
}

/** What the judging of each job asks of the whole look. */
export interface JobsView {
  /** Ms since the epoch on the cluster's clock, or on the bot's where no answer told. */
  readonly now: number;
  /** All of this kind was seen, so what is not there is absent. */
  sees(kind: FactKind): boolean;
  /** The latest warning about exactly this object: `FailedMount: MountVolume.SetUp failed …`. */
  warningAbout(name: string): string | undefined;
}

/** A job younger than this may still become well, and what is made side by side may not all be listed yet. */
export const YOUNG_MS = 30_000;

export function viewOf({ at, namespace, broker }: JobsSeen): JobsView {
  const gaps = namespace?.gaps.filter(({ about }) => about !== 'backend') ?? [];
  const missed = new Set([...gaps, ...(broker?.gap ? [broker.gap] : [])].flatMap(({ kinds }) => kinds));
  const warnings = latestWarnings(namespace?.events ?? []);
  return {
    now: namespace?.clusterNow ?? namespace?.at ?? at,
    sees: (kind) => (kind === 'job-queues' ? broker : namespace) !== undefined && !missed.has(kind),
    warningAbout: (name) => {
      const event = warnings.get(name);
      return event && `${event.reason}: ${event.message}`;
    },
  };
}

export function ageOf({ now }: JobsView, stamp: number): number {
  return Math.max(0, now - stamp);
}

function latestWarnings(events: readonly KubernetesEvent[]): ReadonlyMap<string, KubernetesEvent> {
  const warnings = events.filter(({ type }) => type === 'Warning');
  return new Map(warnings.toSorted((a, b) => a.firstStamp - b.firstStamp).map((event) => [event.object.name, event]));
}

/** What one look saw of all jobs of an environment. A part that is absent is not configured. */
export interface JobsSeen {
  /** When the look was over, ms since the epoch on the bot's clock. */
  readonly at: number;
  readonly namespace?: NamespaceSeen;
  /** Queues that belong to jobs; one that is not among them need not be absent where there is a gap. */
  readonly broker?: { readonly queues: readonly JobQueue[]; readonly gap?: PartialGap };
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
  readonly gaps: readonly PartialGap[];
}

/** The same from the look of a probe at all jobs. */
export function jobsSeenIn(evidence: Evidence): JobsSeen {
  const facts = <K extends FactKind>(kind: K) => observed(evidence, kind).map(({ fact }) => fact);
  const gapsOf = (kinds: readonly FactKind[]) =>
    evidence.gaps.filter((gap) => gap.kinds.some((k) => kinds.includes(k)));
  const isConfigured = (gaps: readonly Gap[]) => !gaps.some(({ reason }) => reason === 'not-configured');
  const gaps = gapsOf(objectKinds);
  const listings = facts('job-queues');
  const [queueGap] = gapsOf(['job-queues']);
  const at = observed(evidence, 'pod-state')[0]?.at ?? evidence.endedAt;
  const clusterNow = clusterTime(evidence, at);
  const { namespace } = evidence.subject.stack ?? {};
  return {
    at: evidence.endedAt,
    ...(isConfigured(gaps) && {
      namespace: {
        at,
        ...(clusterNow !== undefined && { clusterNow }),
        ...(namespace !== undefined && { namespace }),
        pods: facts('pod-state').filter(({ role }) => role !== 'other'),
        jobs: facts('kubernetes-job-state'),
        services: facts('service-state'),
        events: facts('kubernetes-event'),
        gaps,
      },
    }),
    ...((listings.length > 0 || queueGap) && {
      broker: { queues: listings.flatMap(({ queues }) => queues), ...(queueGap && { gap: queueGap }) },
    }),
  };
}
