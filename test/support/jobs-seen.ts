import type { Evidence } from '#investigation/evidence.ts';
import type {
  ContainerState,
  Fact,
  FactKind,
  JobQueue,
  KubernetesEvent,
  KubernetesJobState,
  PodState,
  ServiceState,
} from '#investigation/observation.ts';
import type { JobsSeen, NamespaceSeen } from '#investigation/rules/job-parts.ts';
import { writeJobsReport } from '#lookups/jobs/write-report.ts';
import type { EnvironmentAsked } from '#lookups/look-at-environment.ts';

/** 2025-11-13T15:34:15Z, on the cluster's clock; the bot's is 6 s behind. */
export const NOW = 1_763_048_055_000;
const BEHIND_MS = 6_000;
const MINUTE = 60_000;

export const asked: EnvironmentAsked = { lookup: 'look-1', environment: 'staging', requestedBy: 'U0ASKER' };

/** The pod of a job, Running and Ready since a minute. */
export function podOf(id: string, over: Partial<PodState> = {}): PodState {
  const { role = 'grpc' } = over;
  const createdStamp = over.createdStamp ?? NOW - MINUTE;
  return {
    kind: 'pod-state',
    role,
    name: `${role}-job-${id}-8rlgb`,
    uid: `uid-${role}-${id}`,
    phase: 'Running',
    ready: true,
    deleted: false,
    node: 'worker-node',
    labels: { app: `${role}-job-${id}` },
    createdStamp,
    containers: [containerOf({ startedStamp: createdStamp })],
    ...over,
  };
}

export function containerOf(over: Partial<ContainerState> = {}): ContainerState {
  return { name: 'main', image: 'lab:1', state: 'running', ready: true, restarts: 0, ...over };
}

/** A pod that no node takes. */
export function pendingPod(id: string, over: Partial<PodState> = {}): PodState {
  const { node: _none, ...pod } = podOf(id, { phase: 'Pending', ready: false, containers: [], ...over });
  return pod;
}

export function kubernetesJobOf(name: string, over: Partial<KubernetesJobState> = {}): KubernetesJobState {
  const counts = { active: 1, succeeded: 0, failed: 0 };
  const there = { exists: true, deleted: false, createdStamp: NOW - MINUTE };
  return { kind: 'kubernetes-job-state', name, ...there, ...counts, ...over };
}

export function serviceOf(id: string, over: Partial<ServiceState> = {}): ServiceState {
  const there = {
    exists: true,
    deleted: false,
    nodePort: 12_300 + Number(id.split('-')[0]),
    createdStamp: NOW - MINUTE,
  };
  return { kind: 'service-state', name: `grpc-service-${id}`, ...there, ...over };
}

/** A queue made so many ms ago; `plain` has no time in its name. */
export function queueOf(jobId: string, ageMs: number | 'plain' = MINUTE, over: Partial<JobQueue> = {}): JobQueue {
  const name = `grpc-job-${jobId}${ageMs === 'plain' ? '' : `-${(NOW - ageMs) / 1_000}`}`;
  return { jobId, name, consumers: 1, ready: 0, ...over };
}

export function warningOf(kind: string, name: string, reason: string, message: string): KubernetesEvent {
  const when = { count: 1, firstStamp: NOW - MINUTE, precisionMs: 1_000 };
  return { kind: 'kubernetes-event', type: 'Warning', reason, message, object: { kind, name }, ...when };
}

/** Everything of a job that is well. */
export function wellJob(id: string, ageMs = MINUTE) {
  const createdStamp = NOW - ageMs;
  return {
    pods: [podOf(id, { createdStamp }), podOf(id, { role: 'cleanup', createdStamp })],
    jobs: [kubernetesJobOf(`grpc-job-${id}`, { createdStamp }), kubernetesJobOf(`cleanup-job-${id}`, { createdStamp })],
    services: [serviceOf(id, { createdStamp })],
    queues: [queueOf(id, ageMs - 2_000)],
  };
}

/** What a look saw, or a part of it. */
export type SeenParts = Partial<Pick<NamespaceSeen, 'pods' | 'jobs' | 'services' | 'events' | 'gaps'>> & {
  readonly queues?: readonly JobQueue[];
  readonly queueGap?: NonNullable<JobsSeen['broker']>['gap'];
};

/** A look that saw everything there is, put together of these. */
export function seenOf(...all: readonly SeenParts[]): JobsSeen {
  const queueGap = all.find((parts) => parts.queueGap)?.queueGap;
  return {
    at: NOW - BEHIND_MS,
    namespace: {
      at: NOW - BEHIND_MS,
      clusterNow: NOW,
      namespace: 'panda',
      pods: all.flatMap(({ pods = [] }) => pods),
      jobs: all.flatMap(({ jobs = [] }) => jobs),
      services: all.flatMap(({ services = [] }) => services),
      events: all.flatMap(({ events = [] }) => events),
      gaps: all.flatMap(({ gaps = [] }) => gaps),
    },
    broker: { queues: all.flatMap(({ queues = [] }) => queues), ...(queueGap && { gap: queueGap }) },
  };
}

export function reportOf(...all: readonly SeenParts[]) {
  return writeJobsReport(evidenceOf(seenOf(...all)));
}

const limits = { consumerGoodMs: 5_000, consumerWarnMs: 20_000, consumerFailMs: 30_000, configureMs: 60_000 };
const KUBERNETES: readonly FactKind[] = ['pod-state', 'kubernetes-job-state', 'service-state', 'kubernetes-event'];

/** As the probe of all jobs tells it. */
export function evidenceOf({ at, namespace, broker }: JobsSeen): Evidence {
  const { lookup: investigation, environment, requestedBy } = asked;
  const stack = { focusServer: 'http://focus', ...(namespace?.namespace && { namespace: namespace.namespace }) };
  const clock = namespace?.clusterNow;
  const facts: readonly Fact[] = [
    ...(clock === undefined ? [] : [clockOf(at, clock)]),
    ...(namespace?.pods ?? []),
    ...(namespace?.jobs ?? []),
    ...(namespace?.services ?? []),
    ...(namespace?.events ?? []),
    ...(broker && (broker.queues.length > 0 || !broker.gap)
      ? [{ kind: 'job-queues' as const, queues: broker.queues }]
      : []),
  ];
  const unconfigured = (kinds: readonly FactKind[], part: string) => ({
    kinds,
    reason: 'not-configured' as const,
    detail: `${part} is not configured for ${environment}`,
  });
  const gaps = [
    ...(namespace?.gaps ?? [unconfigured(KUBERNETES, 'Kubernetes')]),
    ...(broker ? (broker.gap ? [broker.gap] : []) : [unconfigured(['job-queues'], 'RabbitMQ')]),
  ];
  const sees: readonly FactKind[] = [...KUBERNETES, 'job-queues'];
  return {
    version: 1,
    subject: { investigation, environment, requestedBy, stack, limits, zero: at - 1_000, timeoutMs: 0 },
    endedAt: at,
    observations: facts.map((fact, i) => ({ id: `o${i + 1}`, at, probe: 'all-jobs', fact })),
    gaps: gaps.map((gap) => ({ at, probe: 'all-jobs', ...gap })),
    watches: [{ probe: 'all-jobs', sees, from: at - 1_000, to: at, ended: 'complete' }],
  };
}

/** Read so that the cluster's clock is known to a millisecond. */
function clockOf(at: number, stamp: number): Fact {
  return { kind: 'clock-reading', clock: 'kubernetes', sentAt: at + 500, answeredAt: at + 500, stamp };
}
