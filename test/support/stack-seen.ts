import type { GapReason, PodState, StandingPod } from '#investigation/observation.ts';
import type { NamespaceSeen } from '#lookups/jobs/report.ts';
import { writeReadinessReport } from '#lookups/status/judge.ts';
import type { Seen, StackSeen, Unseen } from '#lookups/status/report.ts';
import { asked, containerOf, NOW, podOf, queueOf } from './jobs-seen.ts';

/** When everything was seen, on the bot's clock; the cluster's is NOW. */
export const AT = NOW - 6_000;

export function seen<T>(value: T): Seen<T> {
  return { kind: 'seen', at: AT - 1_000, value };
}

export function unseen(reason: GapReason, why: string): Unseen {
  return { kind: 'not-seen', at: AT - 1_000, reason, why };
}

export const notConfigured = unseen('not-configured', 'not configured');
export const refusedConnection = 'connect ECONNREFUSED 127.0.0.1:1';

/** The backend's pod, Ready since 28 h. */
export function backendPod(over: Partial<PodState> = {}): PodState {
  const createdStamp = NOW - 28 * 3_600_000;
  const containers = [containerOf({ name: 'focus-server', image: 'focus-server:4.2.0', startedStamp: createdStamp })];
  const names = { role: 'backend' as const, name: 'focus-server-x2k4q', uid: 'uid-backend' };
  return podOf('1-1', { ...names, createdStamp, readyStamp: createdStamp, labels: {}, containers, ...over });
}

/** A pod beside the backend's, Ready since 28 h unless told. */
export function otherPod(name: string, over: Partial<StandingPod> = {}): StandingPod {
  const { role: _nobodys, ...pod } = backendPod({ name, uid: `uid-${name}` });
  return { ...pod, ...over };
}

export function namespace(over: Partial<NamespaceSeen> = {}): NamespaceSeen {
  const empty = { jobs: [], services: [], events: [], gaps: [] };
  return { at: AT - 1_000, clusterNow: NOW, namespace: 'panda', pods: [backendPod()], ...empty, ...over };
}

/** A stack whose parts are all well, but for these. */
export function stack(over: Partial<StackSeen> = {}): StackSeen {
  return {
    at: AT,
    ack: seen({ kind: 'ack-answer', ok: true, status: 200, tookMs: 12, detail: '' }),
    liveMetadata: seen({ kind: 'live-metadata', ready: true, prr: 2_000, softwareVersion: '4.2.0', detail: '' }),
    routes: seen({ kind: 'route-list', served: true, routes: ['/ack', '/configure', '/metadata/{job_id}'] }),
    namespace: seen(namespace()),
    standing: seen([otherPod('focus-server-x2k4q', { uid: 'uid-backend' }), otherPod('mongodb-0')]),
    broker: seen({ reachable: true, version: '3.13.7', alarms: [], detail: 'answers' }),
    database: seen({ reachable: true, collections: 3, detail: 'answers' }),
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
export const silentBroker = seen({ reachable: false, detail: refusedConnection });
export const silentDatabase = seen({ reachable: false, collections: 0, detail: refusedConnection });
/** Kubernetes gave no answer. */
export const silentKubernetes = (() => {
  const gap = { reason: 'unreachable' as const, detail: refusedConnection, kinds: ['pod-state' as const] };
  const { clusterNow: _unknown, ...nothing } = namespace({ pods: [], gaps: [gap, { ...gap, about: 'backend' }] });
  return { namespace: seen(nothing), standing: unseen('unreachable', refusedConnection) };
})();

export function reportOn(over: Partial<StackSeen> = {}) {
  return writeReadinessReport(stack(over), asked);
}
