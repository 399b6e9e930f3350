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
    const stamped = event && stampedAt(event, read);
    if (!stamped || !told) return [];
    return [told.at - zero - stamped.earliest - stalledMs(evidence, zero + stamped.earliest, told.at)];
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
    const stamped = stampedAt(event, read);
    return stamped && zero + stamped.earliest >= stoodFrom ? [{ event, told: event }] : [];
  });
}

/** The scheduler and the Job controller run beside the API server; a kubelet's clock is its node's, and that is not read. */
const OF_CONTROL_PLANE: readonly string[] = ['Scheduled', 'SuccessfulCreate'];
/** So far apart the clocks of one control plane may be, ms. */
const APART_MS = 5;

/** Whoever makes an event does so when what it tells of is done and answered: on a busy machine so much later, ms. */
const STAMPED_AFTER_MS = 30;

/** When the control plane stamped an event, ms after zero, where it is known to the millisecond. */
function stampedAt({ fact }: Observation<KubernetesEvent>, read: ReadStamp) {
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
  const ofKubelet = isExact(fact) ? kubelet(fact.firstStamp, fact.precisionMs) : undefined;
  const stamped = OF_CONTROL_PLANE.includes(fact.reason) ? stampedAt(event, controlPlane) : ofKubelet;
  return stamped && { ...stamped, earliest: stamped.earliest - STAMPED_AFTER_MS };
}

/** The bot's clock shows whole ms. */
const RESOLUTION_MS = 1;

/**
 * By when something happened that the kubelet of a pod stamped, ms after zero, whatever its node's clock: nothing that it
 * stamped, events and lines of the pod's log, was told before it happened. Undefined where it told nothing.
 */
export function latestByKubelet(evidence: Evidence, pod: string, stamp: number): number | undefined {
  const lines = linesOf(evidence, pod).map(({ stamp, at }) => stamp - at);
  const events = eventsOfKubelet(evidence, pod).map(aheadBy);
  const ahead = most([...lines, ...events]);
  return ahead === undefined ? undefined : stamp - ahead + RESOLUTION_MS - evidence.subject.zero;
}

/** The nodes of a cluster keep time to so many ms of the control plane, where nothing shows it of this one. */
const NODES_APART_MS = 500;

/**
 * Reads the stamps of that kubelet: of the events that it told while their watch stood, the quickest took so long at the most.
 * Where none came then, the pod's log lines say it as well, a little less closely; without those its clock is taken for about
 * the cluster's.
 */
export function kubeletsClock(
  evidence: Evidence,
  pod: string,
  { lagMs, controlPlane }: { readonly lagMs: number | undefined; readonly controlPlane: ReadStamp },
): ReadStamp {
  const { zero } = evidence.subject;
  const alive = eventsOfKubelet(evidence, pod).filter(cameAlive(evidence));
  const least = most(alive.map(aheadBy));
  const tookMs = quickestMs(evidence, alive.length, lagMs);
  const stalled = ({ at }: { readonly at: number }) => stalledMs(evidence, at - LONGEST_DELIVERY_MS, at);
  const within =
    (least: number, greatest: number): ReadStamp =>
    (stamp, precisionMs) => ({
      earliest: stamp - greatest - zero,
      latest: stamp + precisionMs - least + RESOLUTION_MS - zero,
    });
  if (least !== undefined && tookMs !== undefined)
    return within(least, (most(alive.map((event) => aheadBy(event) + stalled(event))) ?? least) + tookMs);
  const lines = linesOf(evidence, pod).filter(wasFollowed(evidence, pod));
  const [quickest, held] = [
    most(lines.map(({ stamp, at }) => stamp - at)),
    most(lines.map((line) => line.stamp - line.at + stalled(line))),
  ];
  if (lines.length >= SEVERAL && quickest !== undefined && held !== undefined)
    return within(quickest, held + QUICKEST_LINE_MS);
  return (stamp, precisionMs) => controlPlane(stamp - NODES_APART_MS, precisionMs + 2 * NODES_APART_MS);
}

/** The stamps of what the pod logged, which its node wrote, and when each line was told. */
function linesOf(evidence: Evidence, pod: string): readonly { readonly stamp: number; readonly at: number }[] {
  return observed(evidence, 'log-line').flatMap(({ at, fact }) =>
    fact.pod === pod && fact.stamp !== undefined ? [{ stamp: fact.stamp, at }] : [],
  );
}

/**
 * Whether somebody who had seen the pod before it began to write followed it without a break until then: who comes later is told
 * all that stands there already, as old as it may be.
 */
function wasFollowed(evidence: Evidence, pod: string): (line: { readonly at: number }) => boolean {
  const waits = observed(evidence, 'pod-state').filter(
    ({ fact }) => fact.name === pod && fact.containers.every(({ startedStamp }) => startedStamp === undefined),
  );
  const breaks = evidence.gaps.flatMap(({ kinds, from, at }) =>
    from !== undefined && kinds.includes('log-line') ? [{ from, at }] : [],
  );
  return ({ at }) => waits.some((wait) => wait.at < at && !breaks.some((gap) => gap.from < at && gap.at > wait.at));
}

/** A log is read as it grows, by looking at its file now and then; the quickest of several lines takes no longer. */
const QUICKEST_LINE_MS = 500;

/** So many events of one pod are not all told late. */
const SEVERAL = 2;
/** The quickest of them took up to 123 ms on a real cluster, where the machine of all of it had ten times its work. */
const QUICKEST_MS = 150;

/**
 * How long the quickest of some events took to be told at the most, ms: of several no longer than twice the usual way to the
 * API server and back, and never longer than was measured of the control plane's. Undefined where
 * nothing was: all may have been there already.
 */
function quickestMs(evidence: Evidence, events: number, lagMs: number | undefined): number | undefined {
  const ways = observed(evidence, 'clock-reading').map(({ fact }) => fact.answeredAt - fact.sentAt);
  const usual = ways.toSorted((a, b) => a - b)[Math.floor(ways.length / 2)];
  if (events < SEVERAL || usual === undefined || lagMs === undefined) return lagMs;
  return Math.min(lagMs, Math.max(QUICKEST_MS, ALLOWANCE * usual));
}

function eventsOfKubelet(evidence: Evidence, pod: string): readonly Observation<KubernetesEvent>[] {
  return observed(evidence, 'kubernetes-event').filter(
    ({ fact }) => fact.object.name === pod && isExact(fact) && !OF_CONTROL_PLANE.includes(fact.reason),
  );
}

function aheadBy({ at, fact }: Observation<KubernetesEvent>): number {
  return fact.firstStamp - at;
}

function most(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((best, value) => Math.max(best, value));
}

/** What is there as a watch begins is told at once: of a new job that is little. */
const AT_ONCE_MS = 50;
/** What had come by the time that it could see again may be much, and whoever could not see has much to do then. */
const AGAIN_MS = 2_000;

/** What came after all that was told at once: as it happened. */
function cameAlive(evidence: Evidence): (event: Observation) => boolean {
  const told = observed(evidence, 'kubernetes-event').map(({ at }) => at);
  const [begun = 0] = told;
  const again = evidence.gaps.flatMap(({ kinds, from, at }) =>
    from !== undefined && kinds.includes('kubernetes-event') ? (told.find((first) => first >= at) ?? []) : [],
  );
  const isSoonAfter = (first: number, ms: number) => (at: number) => at >= first && at < first + ms;
  const isOld = [isSoonAfter(begun, AT_ONCE_MS), ...again.map((first) => isSoonAfter(first, AGAIN_MS))];
  return ({ at }) => !isOld.some((is) => is(at));
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
