import type { Evidence } from '#investigation/evidence.ts';
import type {
  AckAnswer,
  BrokerState,
  DatabaseState,
  FactKind,
  GapReason,
  LiveMetadata,
  PartialGap,
  PodState,
  RouteList,
} from '#investigation/observation.ts';
import type { JobsSeen, NamespaceSeen } from '#investigation/rules/job-parts.ts';
import { judgeStatus } from '#lookups/status/judge.ts';
import { containerOf, evidenceOf, NOW, podOf, queueOf } from './jobs-seen.ts';

/** What one look at each part of the stack came to. */
export interface StackSeen {
  readonly ack: Seen<AckAnswer>;
  readonly liveMetadata: Seen<LiveMetadata>;
  readonly routes: Seen<RouteList>;
  readonly namespace: Seen<NamespaceSeen>;
  /** The pods beside the backend's. */
  readonly standing: Seen<readonly PodState[]>;
  readonly broker: Seen<readonly BrokerState[]>;
  readonly database: Seen<DatabaseState>;
  readonly queues: Seen<NonNullable<JobsSeen['broker']>>;
}

export type Seen<T> = { readonly kind: 'seen'; readonly at: number; readonly value: T } | Unseen;

export interface Unseen {
  readonly kind: 'not-seen';
  readonly at: number;
  readonly reason: GapReason;
  readonly why: string;
}

/** When everything was seen, on the bot's clock; the cluster's is NOW. */
export const AT = NOW - 6_000;

export function seen<T>(value: T): Seen<T> {
  return { kind: 'seen', at: AT - 1_000, value };
}

export function unseen(reason: GapReason, why: string): Unseen {
  return { kind: 'not-seen', at: AT - 1_000, reason, why };
}

export const notConfigured = unseen('not-configured', 'not configured');
const refusedConnection = 'connect ECONNREFUSED 127.0.0.1:1';

/** The backend's pod, Ready since 28 h. */
export function backendPod(over: Partial<PodState> = {}): PodState {
  const createdStamp = NOW - 28 * 3_600_000;
  const containers = [containerOf({ name: 'focus-server', image: 'focus-server:4.2.0', startedStamp: createdStamp })];
  const names = { role: 'backend' as const, name: 'focus-server-x2k4q', uid: 'uid-backend' };
  return podOf('1-1', { ...names, createdStamp, readyStamp: createdStamp, labels: {}, containers, ...over });
}

/** A pod beside the backend's, Ready since 28 h unless told. */
export function otherPod(name: string, over: Partial<PodState> = {}): PodState {
  return backendPod({ name, uid: `uid-${name}`, role: 'other', ...over });
}

export function namespace(over: Partial<NamespaceSeen> = {}): NamespaceSeen {
  const empty = { jobs: [], services: [], events: [], gaps: [] };
  return { at: AT - 1_000, clusterNow: NOW, namespace: 'panda', pods: [backendPod()], ...empty, ...over };
}

/** A stack whose parts are all well, but for these. */
function stack(over: Partial<StackSeen> = {}): StackSeen {
  return {
    ack: seen({ kind: 'ack-answer', ok: true, status: 200, tookMs: 12, detail: '' }),
    liveMetadata: seen({ kind: 'live-metadata', ready: true, prr: 2_000, softwareVersion: '4.2.0', detail: '' }),
    routes: seen({ kind: 'route-list', served: true, routes: ['/ack', '/configure', '/metadata/{job_id}'] }),
    namespace: seen(namespace()),
    standing: seen([otherPod('mongodb-0')]),
    broker: seen([byAmqp(), byManagement()]),
    database: seen({ kind: 'database-state', reachable: true, collections: ['a', 'b', 'c'], detail: 'answers' }),
    queues: seen({ queues: [queueOf('1-4', 28 * 3_600_000, { consumers: 0 })] }),
    ...over,
  };
}

/** What fails where nothing can be reached. */
export const silent = {
  ack: seen({ kind: 'ack-answer' as const, ok: false, tookMs: 3_000, detail: `GET /ack: ${refusedConnection}` }),
  liveMetadata: unseen('unreachable', `GET /live_metadata: ${refusedConnection}`),
  routes: unseen('unreachable', `GET /openapi.json: ${refusedConnection}`),
};
export const silentBroker = seen([byAmqp({ reachable: false, detail: refusedConnection })]);
export const silentDatabase = seen<DatabaseState>({
  kind: 'database-state',
  reachable: false,
  collections: [],
  detail: refusedConnection,
});
/** Kubernetes gave no answer. */
export const silentKubernetes = { namespace: unseen('unreachable', refusedConnection) };

export function byAmqp(over: Partial<BrokerState> = {}): BrokerState {
  return { kind: 'broker-state', reachable: true, via: 'amqp', version: '3.13.7', alarms: [], detail: '', ...over };
}

export function byManagement(over: Partial<BrokerState> = {}): BrokerState {
  return byAmqp({ via: 'management', ...over });
}

const OBJECTS: readonly FactKind[] = ['pod-state', 'kubernetes-job-state', 'service-state', 'kubernetes-event'];

/** The evidence of a look at an environment that saw this. */
export function stackEvidence(over: Partial<StackSeen> = {}): Evidence {
  const { namespace: objects, standing, queues, ...parts } = stack(over);
  const looks: readonly (readonly [FactKind, Seen<unknown>])[] = [
    ['ack-answer', parts.ack],
    ['live-metadata', parts.liveMetadata],
    ['route-list', parts.routes],
    ['broker-state', parts.broker],
    ['database-state', parts.database],
  ];
  const gap = ({ reason, why }: Unseen, kinds: readonly FactKind[]): PartialGap => ({ kinds, reason, detail: why });
  const others = standing.kind === 'seen' ? standing.value : [];
  const jobs = evidenceOf({
    at: AT - 1_000,
    namespace:
      objects.kind === 'seen'
        ? { ...objects.value, pods: [...objects.value.pods, ...others] }
        : { ...namespace(), pods: [], gaps: [gap(objects, OBJECTS)] },
    broker: queues.kind === 'seen' ? queues.value : { queues: [], gap: gap(queues, ['job-queues']) },
  });
  const facts = looks.flatMap(([, look]) => (look.kind === 'seen' ? [look.value].flat() : []));
  const unseenLooks = looks.flatMap(([kind, look]) => (look.kind === 'seen' ? [] : [gap(look, [kind])]));
  const observations = facts.map((fact, i) => ({ id: `s${i}`, at: AT - 1_000, probe: 'look', fact: fact as never }));
  return {
    ...jobs,
    endedAt: AT,
    observations: [...observations, ...jobs.observations],
    gaps: [...jobs.gaps, ...unseenLooks.map((each) => ({ at: AT - 1_000, probe: 'look', ...each }))],
    watches: [
      ...jobs.watches,
      { probe: 'look', sees: looks.map(([kind]) => kind), from: AT - 2_000, to: AT, ended: 'complete' },
    ],
  };
}

export function reportOn(over: Partial<StackSeen> = {}) {
  return judgeStatus(stackEvidence(over));
}
