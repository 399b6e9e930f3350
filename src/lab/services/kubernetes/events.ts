import type { Clock } from '#lib/clock.ts';
import { createNanoseconds } from './nanoseconds.ts';
import { apiVersionOf, type KubernetesObject, kinds, wholeSecond } from './objects.ts';
import type { Store } from './store.ts';

export interface EventText {
  readonly namespace: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly object: { readonly kind: string; readonly name: string };
  /** Who says so, such as `kubelet`, `job-controller`, `default-scheduler`; from the reason unless told. */
  readonly source?: string;
}

/** Who reports what; all else comes from the kubelet. */
const SOURCES: Readonly<Record<string, string>> = {
  Scheduled: 'default-scheduler',
  FailedScheduling: 'default-scheduler',
  SuccessfulCreate: 'job-controller',
  SuccessfulDelete: 'job-controller',
  FailedCreate: 'job-controller',
  Completed: 'job-controller',
  BackoffLimitExceeded: 'job-controller',
};

/** So long after it was last written an event is gone: `--event-ttl` of the API server. */
const TTL_MS = 3_600_000;

/** Writes events, a kubelet by the clock of its node; the same words about the same object again raise the count of the first, under the same name. */
export function createEvents(store: Store, clock: Clock, nodesAheadMs: number): (event: EventText) => void {
  const next = createNanoseconds(clock);
  const aheadOf = (source: string) => (source === 'kubelet' ? BigInt(Math.round(nodesAheadMs * 1_000_000)) : 0n);
  /** What was written longest ago comes first. */
  const written = new Map<string, { readonly namespace: string; readonly name: string; readonly at: number }>();
  const expire = (now: number) => {
    for (const [same, { namespace, name, at }] of written) {
      if (now - at < TTL_MS) return;
      written.delete(same);
      store.remove('Event', namespace, name);
    }
  };
  return (event) => {
    const { namespace } = event;
    const now = clock.now();
    expire(now);
    const same = JSON.stringify([namespace, event.object, event.type, event.reason, event.message]);
    const { name } = written.get(same) ?? {};
    written.delete(same);
    if (name !== undefined && store.update('Event', namespace, name, (object) => repeat(object, now)))
      return void written.set(same, { namespace, name, at: now });
    const source = event.source ?? SOURCES[event.reason] ?? 'kubelet';
    const { metadata } = first(store, event, source, next() + aheadOf(source));
    written.set(same, { namespace, name: metadata.name, at: now });
  };
}

function first(store: Store, event: EventText, source: string, nanoseconds: bigint): KubernetesObject {
  const { namespace, type, reason, message, object } = event;
  const kind = kinds.find((each) => each.kind === object.kind);
  const known = kind && store.get(object.kind, namespace, object.name);
  return store.create({
    kind: 'Event',
    metadata: { name: `${object.name}.${nanoseconds.toString(16)}`, namespace },
    involvedObject: {
      kind: object.kind,
      namespace,
      name: object.name,
      ...(known && { uid: known.metadata.uid, resourceVersion: known.metadata.resourceVersion }),
      ...(kind && { apiVersion: apiVersionOf(kind) }),
    },
    reason,
    message,
    type,
    ...stamps(source, nanoseconds),
  });
}

/** The scheduler writes microseconds and neither count nor whole seconds; everyone else the other way round. */
function stamps(source: string, nanoseconds: bigint): Record<string, unknown> {
  const ms = Number(nanoseconds / 1_000_000n);
  if (source !== 'default-scheduler') {
    const second = wholeSecond(ms);
    const none = { eventTime: null, reportingComponent: '', reportingInstance: '' };
    return { source: { component: source }, firstTimestamp: second, lastTimestamp: second, count: 1, ...none };
  }
  return {
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: microsecond(nanoseconds),
    action: 'Binding',
    reportingComponent: source,
    reportingInstance: `${source}-master-node`,
  };
}

function repeat(event: KubernetesObject, now: number): void {
  if (event.eventTime === null) {
    event.count = Number(event.count) + 1;
    event.lastTimestamp = wholeSecond(now);
    return;
  }
  const { count = 1 } = (event.series ?? {}) as { count?: number };
  event.series = { count: count + 1, lastObservedTime: microsecond(BigInt(Math.floor(now)) * 1_000_000n) };
}

function microsecond(nanoseconds: bigint): string {
  const fraction = String((nanoseconds / 1_000n) % 1_000_000n).padStart(6, '0');
  return wholeSecond(Number(nanoseconds / 1_000_000n)).replace('Z', `.${fraction}Z`);
}
