import { type Evidence, observed } from '../evidence.ts';
import type { KubernetesEvent, Observation } from '../observation.ts';
import type { ReadStamp } from './clocks.ts';
import type { Bracket } from './moment.ts';
import { stalledMs } from './stalls.ts';

/** On a busy network or machine a watch tells a change so long after it happened. */
export const LONGEST_DELIVERY_MS = 2_000;
/** What was measured is of a few deliveries; the next one may take longer. */
const ALLOWANCE = 2;
const LEAST_MS = 20;
/** So few show nothing. */
const LEAST_DELIVERIES = 2;

/** What an event says, and where a watch told of the same. */
export interface Pair {
  readonly event: Observation<KubernetesEvent> | undefined;
  readonly told: Observation | undefined;
}

/**
 * How long after it happened a watch told of a change at the most, ms: measured on changes of which an event says when.
 * Undefined where too few were.
 */
export function deliveryMs(evidence: Evidence, read: ReadStamp, pairs: readonly Pair[]): number | undefined {
  const { zero } = evidence.subject;
  const took = pairs.flatMap(({ event, told }) => {
    const happened = event && happenedAt(event, read);
    if (!happened || !told) return [];
    return [told.at - zero - happened.earliest - stalledMs(evidence, told.at - LONGEST_DELIVERY_MS, told.at)];
  });
  if (took.length < LEAST_DELIVERIES) return undefined;
  return Math.min(LONGEST_DELIVERY_MS, Math.max(LEAST_MS, ALLOWANCE * Math.max(...took)));
}

/** The events of the control plane that came while their watch stood, as pairs of their own. */
export function watchedEvents(evidence: Evidence, read: ReadStamp): readonly Pair[] {
  const stoodFrom =
    evidence.watches.find(({ sees }) => sees.includes('kubernetes-event'))?.from ?? Number.POSITIVE_INFINITY;
  const { zero } = evidence.subject;
  return observed(evidence, 'kubernetes-event').flatMap((event) => {
    const happened = happenedAt(event, read);
    return happened && zero + happened.earliest >= stoodFrom ? [{ event, told: event }] : [];
  });
}

/** The scheduler and the Job controller run beside the API server; a kubelet's clock is its node's, and that is not read. */
const OF_CONTROL_PLANE: readonly string[] = ['Scheduled', 'SuccessfulCreate'];
/** So far apart the clocks of one control plane may be, ms. */
const APART_MS = 5;

/** When an event of the control plane happened, ms after zero, where it is known to the millisecond. */
function happenedAt({ fact }: Observation<KubernetesEvent>, read: ReadStamp) {
  if (!isExact(fact) || !OF_CONTROL_PLANE.includes(fact.reason)) return undefined;
  return read(fact.firstStamp - APART_MS, fact.precisionMs + 2 * APART_MS);
}

/** Only of the first occurrence its time is known. */
function isExact({ count, precisionMs }: KubernetesEvent): boolean {
  return count === 1 && precisionMs < 1;
}

/** When an event about a pod happened, by the control plane's clock or its kubelet's. */
export function eventAt(
  event: Observation<KubernetesEvent>,
  { controlPlane, kubelet }: { readonly controlPlane: ReadStamp; readonly kubelet: ReadStamp },
): Bracket | undefined {
  const { fact } = event;
  if (OF_CONTROL_PLANE.includes(fact.reason)) return happenedAt(event, controlPlane);
  return isExact(fact) ? kubelet(fact.firstStamp, fact.precisionMs) : undefined;
}

/**
 * How far the clock of the kubelet that has a pod is ahead at the least, ms: nothing that it stamped, events and lines of the
 * pod's log, was told before it happened. Undefined where it told nothing.
 */
export function kubeletAheadMs(evidence: Evidence, pod: string): number | undefined {
  const events = observed(evidence, 'kubernetes-event').flatMap(({ at, fact }) =>
    fact.object.name === pod && isExact(fact) && !OF_CONTROL_PLANE.includes(fact.reason) ? [fact.firstStamp - at] : [],
  );
  const lines = observed(evidence, 'log-line').flatMap(({ at, fact }) =>
    fact.pod === pod && fact.stamp !== undefined ? [fact.stamp - at] : [],
  );
  const ahead = [...events, ...lines].reduce((most, each) => Math.max(most, each), Number.NEGATIVE_INFINITY);
  return ahead === Number.NEGATIVE_INFINITY ? undefined : ahead;
}

/**
 * Reads the stamps of that kubelet, whose clock is its node's: what it told quickest came no later than the control plane's
 * events do. Undefined where that is not known.
 */
export function kubeletsClock(evidence: Evidence, pod: string, lagMs: number | undefined): ReadStamp {
  const ahead = kubeletAheadMs(evidence, pod);
  if (ahead === undefined || lagMs === undefined) return () => undefined;
  const { zero } = evidence.subject;
  return (stamp, precisionMs) => ({
    earliest: stamp - ahead - lagMs - zero,
    latest: stamp + precisionMs - ahead - zero,
  });
}

/** The event that says that it happened to an object: the first of this reason about it whose message has the words. */
export function eventOf(
  evidence: Evidence,
  { name, reason, words = '' }: { readonly name?: string; readonly reason: string; readonly words?: string },
): Observation<KubernetesEvent> | undefined {
  return observed(evidence, 'kubernetes-event').find(
    ({ fact }) =>
      fact.reason === reason && (name === undefined || fact.object.name === name) && fact.message.includes(words),
  );
}
