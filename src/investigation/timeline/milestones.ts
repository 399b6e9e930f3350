import { type Evidence, observed, wasSeen } from '../evidence.ts';
import {
  type FactKind,
  type FactOf,
  hasConsumer,
  type KubernetesEvent,
  type MetadataAnswer,
  type Observation,
  type PodState,
  type QueueState,
  type StreamPort,
} from '../observation.ts';
import { clusterClock, type ReadStamp } from './clocks.ts';
import { deliveryMs, eventAt, eventOf, kubeletsClock, LONGEST_DELIVERY_MS, watchedEvents } from './delivery.ts';
import { loggedConsumer } from './logged-consumer.ts';
import { type Bracket, type Moment, narrow } from './moment.ts';
import { configureStalledMs, stalledMs } from './stalls.ts';

/** Every named moment, in the order in which a healthy job reaches them. */
export const milestoneIds = [
  'configured',
  'job-created',
  'pod-created',
  'pod-scheduled',
  'container-started',
  'pod-ready',
  'queue-created',
  'consumer-attached',
  'consumer-ready',
  'stream-open',
] as const;

export type MilestoneId = (typeof milestoneIds)[number];
export type Milestones = Readonly<Record<MilestoneId, Moment>>;

export function findMilestones(evidence: Evidence): Milestones {
  const read = clusterClock(evidence);
  const queues = observed(evidence, 'queue-state');
  const pods = podsWay(evidence, read);
  const { lagMs } = pods;
  const ofPod = (change: Change<PodState>) => bracket(evidence, 'pod-state', pods.states, read, change);
  return inOrder({
    configured: configured(evidence),
    'job-created': jobCreated(evidence, read),
    'pod-created': ofPod({ holds: () => true, stampOf: (pod) => pod.createdStamp, event: pods.created }),
    'pod-scheduled': ofPod({ holds: isScheduled, stampOf: (pod) => pod.scheduledStamp, lagMs, event: pods.scheduled }),
    // A kubelet writes the state of a container when it looks at all of them, a second later at the most.
    'container-started': ofPod({ holds: isStarted, stampOf: startedStamp, event: pods.started, read: pods.kubelet }),
    'pod-ready': ofPod({
      holds: (pod) => pod.ready,
      stampOf: (pod) => pod.readyStamp,
      read: pods.kubelet,
      ...(lagMs !== undefined && { lagMs: lagMs + READY_WRITTEN_MS }),
    }),
    'queue-created': polled(evidence, queues, 'queue-state', (queue) => queue.exists),
    'consumer-attached': withLog(polled(evidence, queues, 'queue-state', hasConsumer, consumersAgeMs), evidence, pods),
    'consumer-ready': consumerReady(evidence),
    'stream-open': polled(evidence, observed(evidence, 'stream-port'), 'stream-port', (port) => port.open),
  });
}

/** Who says that it has its consumer had it by then. */
function withLog(at: Moment, evidence: Evidence, { name }: PodsWay): Moment {
  const logged = at.state === 'reached' ? loggedConsumer(evidence, name) : undefined;
  if (!logged || at.state !== 'reached' || logged.latest < at.earliest || logged.latest >= at.latest) return at;
  return { ...at, latest: logged.latest, witnesses: [...at.witnesses, logged.line] };
}

/** Chains in which each moment cannot be before the one ahead of it, whatever the build. */
const chains: readonly (readonly MilestoneId[])[] = [
  ['job-created', 'pod-created', 'pod-scheduled', 'container-started', 'pod-ready'],
  ['queue-created', 'consumer-attached'],
];

/** Narrows each moment by those that must have come before and after it. */
function inOrder(milestones: Milestones): Milestones {
  const narrowed = { ...milestones };
  for (const chain of chains) {
    let earliest = 0;
    for (const id of chain) {
      narrowed[id] = within(narrowed[id], { earliest, latest: Number.POSITIVE_INFINITY });
      earliest = earliestOf(narrowed[id], earliest);
    }
    let latest = Number.POSITIVE_INFINITY;
    for (const id of chain.toReversed()) {
      narrowed[id] = within(narrowed[id], { earliest: 0, latest });
      latest = latestOf(narrowed[id], latest);
    }
  }
  return narrowed;
}

function within(at: Moment, bounds: { earliest: number; latest: number }): Moment {
  return at.state === 'reached' ? { ...at, ...narrow(at, bounds) } : at;
}

function earliestOf(at: Moment, otherwise: number): number {
  return at.state === 'reached' ? Math.max(at.earliest, otherwise) : otherwise;
}

function latestOf(at: Moment, otherwise: number): number {
  return at.state === 'reached' ? Math.min(at.latest, otherwise) : otherwise;
}

function configured(evidence: Evidence): Moment {
  const { subject, observations } = evidence;
  const { configure, zero } = subject;
  if (!configure) return { state: 'not-seen', why: 'somebody else configured this job' };
  const witnesses = observations.filter(({ fact }) => fact.kind === 'configure-answer');
  const at = configure.answeredAt - zero;
  const earliest = Math.max(0, at - configureStalledMs(evidence));
  if (configure.outcome === 'accepted') return { state: 'reached', earliest, latest: at, witnesses };
  return { state: 'not-reached', after: at, witnesses };
}

function jobCreated(evidence: Evidence, read: ReadStamp): Moment {
  const states = observed(evidence, 'kubernetes-job-state').filter(({ fact }) => fact.name.startsWith('grpc-job-'));
  const lagMs = deliveryMs(evidence, read, watchedEvents(evidence, read));
  return bracket(evidence, 'kubernetes-job-state', states, read, {
    holds: (job) => job.exists,
    stampOf: (job) => job.createdStamp,
    lagMs,
  });
}

/** A kubelet writes at once that a pod is ready. */
const READY_WRITTEN_MS = 100;

/** What a pod's way is told by: its own states, and the events that say when. */
interface PodsWay {
  readonly name: string;
  readonly states: readonly Observation<PodState>[];
  readonly lagMs: number | undefined;
  /** Of stamps that the kubelet wrote; where its clock is not known, it is taken for the cluster's. */
  readonly kubelet: ReadStamp;
  readonly created: Dated | undefined;
  readonly scheduled: Dated | undefined;
  readonly started: Dated | undefined;
}

/** An event and when it happened. */
interface Dated {
  readonly event: Observation<KubernetesEvent>;
  readonly at: Bracket | undefined;
}

function podsWay(evidence: Evidence, read: ReadStamp): PodsWay {
  const pods = observed(evidence, 'pod-state').filter(({ fact }) => fact.role === 'grpc');
  // A pod that took another one's place begins the way anew.
  const newest = pods.reduce<PodState | undefined>(
    (best, { fact }) => (best && best.createdStamp >= fact.createdStamp ? best : fact),
    undefined,
  );
  const states = pods.filter(({ fact }) => fact.uid === newest?.uid);
  // The first reports of a pod may not have its containers yet.
  const { name = '', containers: [worker] = [] } = states.at(-1)?.fact ?? {};
  const scheduled = eventOf(evidence, { reason: 'Scheduled', name });
  const pair = { event: scheduled, told: states.find(({ fact }) => isScheduled(fact)) };
  const lagMs = deliveryMs(evidence, read, [pair, ...watchedEvents(evidence, read)]);
  const ofNode = kubeletsClock(evidence, name, lagMs);
  const dated = (event: Observation<KubernetesEvent> | undefined) =>
    event && { event, at: eventAt(event, { controlPlane: read, kubelet: ofNode }) };
  return {
    ...{ name, states, lagMs },
    kubelet: (stamp, precisionMs) => ofNode(stamp, precisionMs) ?? read(stamp, precisionMs),
    created: dated(eventOf(evidence, { reason: 'SuccessfulCreate', words: name })),
    scheduled: dated(scheduled),
    started: dated(worker && eventOf(evidence, { reason: 'Started', name, words: worker.name })),
  };
}

/** What runs was scheduled and started, also where no stamp tells when. */
function isScheduled({ scheduledStamp, node, phase }: PodState): boolean {
  return scheduledStamp !== undefined || node !== undefined || phase === 'Running';
}

/** The first container is the one that does the work; those that prepare it come after it. */
function startedStamp({ containers }: PodState): number | undefined {
  return containers[0]?.startedStamp;
}

function isStarted(pod: PodState): boolean {
  return startedStamp(pod) !== undefined || pod.phase === 'Running';
}

/** What tells that a change has happened, and the cluster's stamp of it, where there is one. */
interface Change<F> {
  readonly holds: (fact: F) => boolean;
  readonly stampOf: (fact: F) => number | undefined;
  /** Of that stamp, where it is not the control plane's. */
  readonly read?: ReadStamp;
  /** It is told so long after it happened at the most, where that was measured. */
  readonly lagMs?: number | undefined;
  /** That says when it happened. */
  readonly event?: Dated | undefined;
}

/** What was told at an instant may have been so long before: the bot's own stall comes on top. */
function toldMs(evidence: Evidence, at: number, lagMs: number): number {
  return at - lagMs - stalledMs(evidence, at - LONGEST_STALL_MS, at);
}

const LONGEST_STALL_MS = 30_000;

/** A change that a watch reported and the cluster stamped: the watch brackets it, its stamp and its event narrow the bracket. */
function bracket<K extends FactKind>(
  evidence: Evidence,
  kind: K,
  states: readonly Observation<FactOf<K>>[],
  controlPlane: ReadStamp,
  { holds, stampOf, read = controlPlane, lagMs, event }: Change<FactOf<K>>,
): Moment {
  const { zero } = evidence.subject;
  const index = states.findIndex(({ fact }) => holds(fact));
  const hit = states[index];
  if (!hit) return missing(evidence, kind, states.slice(-1), lastWatched(evidence, kind));
  const miss = states[index - 1];
  const seen = {
    earliest: miss ? Math.max(0, firstAt(evidence, kind, miss, hit, lagMs) - zero) : 0,
    latest: hit.at - zero,
  };
  // Who tells of it has seen it.
  const own = event ? { ...seen, latest: Math.min(seen.latest, event.event.at - zero) } : seen;
  const stamp = stampOf(hit.fact);
  const stamped = stamp === undefined ? undefined : read(stamp, 1_000);
  const narrowed = narrow(narrow(own, stamped), event?.at);
  return { state: 'reached', ...narrowed, witnesses: [...(miss ? [miss] : []), hit, ...(event ? [event.event] : [])] };
}

/** A watch that stood told of it as soon as it was measured to; else only what it told before bounds it. */
function firstAt(
  evidence: Evidence,
  kind: FactKind,
  miss: Observation,
  hit: Observation,
  lagMs: number | undefined,
): number {
  const wasBlind = evidence.gaps.some(
    ({ kinds, from, at }) => kinds.includes(kind) && from !== undefined && from < hit.at && at > miss.at,
  );
  const afterMiss = toldMs(evidence, miss.at, LONGEST_DELIVERY_MS);
  return wasBlind || lagMs === undefined ? afterMiss : Math.max(afterMiss, toldMs(evidence, hit.at, lagMs));
}

/** The management API's statistics are refreshed every 5 s: no consumer there means that there was none 5 s ago. */
function consumersAgeMs({ via }: QueueState): number {
  return via === 'management' ? 5_000 : 0;
}

/** A change seen by looking again and again. What was there at the first look came at some time since zero. */
function polled<F extends QueueState | StreamPort>(
  evidence: Evidence,
  looks: readonly Observation<F>[],
  kind: F['kind'],
  holds: (fact: F) => boolean,
  ageMs: (fact: F) => number = () => 0,
): Moment {
  const { zero } = evidence.subject;
  const index = looks.findIndex(({ fact }) => holds(fact));
  const hit = looks[index];
  const misses = (hit ? looks.slice(0, index) : looks).map((look) => ({
    look,
    at: look.fact.sentAt - ageMs(look.fact),
  }));
  const miss = misses.toSorted((a, b) => b.at - a.at)[0];
  if (!hit) return missing(evidence, kind, miss ? [miss.look] : [], miss?.at);
  const earliest = miss ? Math.max(0, miss.at - zero) : 0;
  return { state: 'reached', earliest, latest: hit.at - zero, witnesses: miss ? [miss.look, hit] : [hit] };
}

/**
 * Who answers an id that cannot exist as one that has its consumer tells nothing by such an answer. Half of a body is no
 * answer, and what knows afterwards that an id is unknown has come back from wherever it was.
 */
export function answersAnything(evidence: Evidence): boolean {
  const unknown = observed(evidence, 'metadata-answer').findLast(({ fact }) => fact.answer === 'id-unknown');
  return observed(evidence, 'control-answer').some(
    ({ at, fact: { control, answer, status = 0, detail } }) =>
      control === 'impossible-id' &&
      (answer === 'ready' ||
        answer === 'other-job' ||
        (answer === 'unexpected' && status < 300 && !CUT.test(detail) && (unknown?.at ?? 0) < at)),
  );
}

/** As the probe words a body that ended before it was whole. */
export const CUT = /^a body cut short/;

/** An object that ends before it is whole, and was not cut by the bot: evidence of earlier versions calls it ready. */
function isTorn({ detail }: MetadataAnswer): boolean {
  if (!detail.startsWith('{') || detail.length >= LONGEST_DETAIL) return false;
  try {
    JSON.parse(detail);
    return false;
  } catch {
    return true;
  }
}

/** A fact keeps no more of a body. */
const LONGEST_DETAIL = 200;

/** Only `id-unknown` is a miss: an answer that never came, or came from somewhere else, says nothing about the consumer. */
function consumerReady(evidence: Evidence): Moment {
  const { zero } = evidence.subject;
  const answers = observed(evidence, 'metadata-answer');
  const anything = answersAnything(evidence);
  const hit = anything ? undefined : answers.find(({ fact }) => fact.answer === 'ready' && !isTorn(fact));
  const misses = answers.filter(({ fact, at }) => fact.answer === 'id-unknown' && (!hit || at < hit.at));
  const miss = misses.at(-1);
  if (hit) {
    // A configure that the bot itself held back was sent so much later than it says.
    const earliest = miss ? Math.max(0, miss.fact.sentAt - zero - configureStalledMs(evidence)) : 0;
    return { state: 'reached', earliest, latest: hit.fact.answeredAt - zero, witnesses: miss ? [miss, hit] : [hit] };
  }
  if (anything) return { state: 'not-seen', why: 'metadata answers an id that cannot exist in the same way' };
  if (!miss) return { state: 'not-seen', why: whyNotSeen(evidence, 'metadata-answer') };
  return { state: 'not-reached', after: miss.fact.sentAt - zero, witnesses: [miss] };
}

/** Where metadata answered for the job, and in the end did not any more: its last answer. */
export function consumerGone(evidence: Evidence): Observation<MetadataAnswer> | undefined {
  const answers = observed(evidence, 'metadata-answer');
  const last = answers.at(-1);
  if (answersAnything(evidence) || last?.fact.answer === 'ready') return undefined;
  return answers.some(({ fact }) => fact.answer === 'ready' && !isTorn(fact)) ? last : undefined;
}

function missing(
  evidence: Evidence,
  kind: FactKind,
  witnesses: readonly Observation[],
  last: number | undefined,
): Moment {
  if (!wasSeen(evidence, kind) || last === undefined) return { state: 'not-seen', why: whyNotSeen(evidence, kind) };
  return { state: 'not-reached', after: Math.max(0, last - evidence.subject.zero), witnesses };
}

function lastWatched(evidence: Evidence, kind: FactKind): number | undefined {
  return evidence.watches.findLast((watch) => watch.sees.includes(kind))?.to;
}

function whyNotSeen(evidence: Evidence, kind: FactKind): string {
  const gap = evidence.gaps.find(({ kinds }) => kinds.includes(kind));
  if (gap) return gap.detail;
  return evidence.subject.job ? 'nothing was seen that tells' : 'there was no job to look at';
}
