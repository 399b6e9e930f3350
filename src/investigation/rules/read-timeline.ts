import { type Evidence, observed, wasSeen } from '../evidence.ts';
import { onePerSignature } from '../log-reading/telling-lines.ts';
import {
  type ConfigureAnswer,
  type ControlAnswer,
  type ControlJob,
  type FactKind,
  type FactOf,
  hasConsumer,
  type KubernetesEvent,
  type LogLine,
  type MetadataAnswer,
  type Observation,
  type PodState,
  type QueueState,
} from '../observation.ts';
import { kindOf } from '../subject.ts';
import { answersAnything } from '../timeline/metadata-answers.ts';
import { whatCounts } from '../timeline/ready.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** The questions that rules share, asked of one timeline. */

export function all<K extends FactKind>({ evidence }: Timeline, kind: K): readonly Observation<FactOf<K>>[] {
  return observed(evidence, kind);
}

export function last<K extends FactKind>(timeline: Timeline, kind: K): Observation<FactOf<K>> | undefined {
  return all(timeline, kind).at(-1);
}

/** Configure was answered by a failure of the server's own, or of the gateway before it. */
export function hasFailed(configure: ConfigureAnswer | undefined): configure is ConfigureAnswer {
  const { outcome, status = 0 } = configure ?? {};
  return status >= 500 && (outcome === 'refused' || outcome === 'unanswered');
}

/** The id of the subject's job, for sentences. */
export function jobOf({ evidence }: Timeline): string {
  return evidence.subject.job?.id ?? 'unknown';
}

/** The last look at the job's queue while the job lived. */
export function lastQueue(timeline: Timeline): Observation<QueueState> | undefined {
  return livingQueue(timeline).at(-1);
}

/**
 * The looks at the job's queue while the job lived: its end takes the consumer with it, and says nothing about the time
 * before. Where nobody saw the end, it is the clean-up's, as soon as that is known to come to a job that nobody drives.
 */
export function livingQueue(timeline: Timeline): readonly Observation<QueueState>[] {
  const { zero } = timeline.evidence.subject;
  const looks = all(timeline, 'queue-state');
  const endMs = lifeEndMs(timeline);
  const living = looks.filter(({ fact }) => fact.sentAt - zero <= endMs - ENDING_MS);
  return living.length > 0 ? living : looks.slice(0, 1);
}

/** What ends with a job may end a little before its deletion is noticed. */
const ENDING_MS = 700;
/** The earliest clean-up of a job that nobody drives was seen 37.6 s after configure. */
const CLEAN_UP_MS = 37_000;

/** When somebody began to take the job away, ms after zero; infinite while nobody did. */
export function lifeEndMs(timeline: Timeline): number {
  const { zero } = timeline.evidence.subject;
  const deleted = all(timeline, 'pod-state').filter(({ fact }) => fact.role === 'grpc' && fact.deleted);
  const jobs = all(timeline, 'kubernetes-job-state').filter(
    ({ fact }) => fact.deleted && fact.name.startsWith('grpc-job-'),
  );
  const seen = [...deleted, ...jobs].map(({ at }) => at - zero);
  return Math.min(...seen, hasWitness(timeline) ? Number.POSITIVE_INFINITY : CLEAN_UP_MS);
}

/** Somebody would have seen the job being taken away, or it is not known when it was configured. */
function hasWitness({ evidence }: Timeline): boolean {
  return !evidence.subject.configure || wasSeen(evidence, 'kubernetes-job-state');
}

/** Stretches in which nothing that came back was Focus Server's own word of the job, each between answers that told. */
export function outagesOf(timeline: Timeline): readonly (readonly Observation<MetadataAnswer>[])[] {
  const outages: Observation<MetadataAnswer>[][] = [];
  let open: Observation<MetadataAnswer>[] = [];
  for (const answer of all(timeline, 'metadata-answer')) {
    if (isOutage(answer)) open.push(answer);
    else if (open.length > 0) {
      outages.push(open);
      open = [];
    }
  }
  return outages;
}

/** Nothing came back that is Focus Server's own word of the job. */
export function isOutage({ fact: { answer, status } }: Observation<MetadataAnswer>): boolean {
  if (answer === 'network-error') return status === undefined;
  return answer === 'server-error' || answer === 'unexpected' || answer === 'other-job';
}

/** The job is not there as far as what counts tells: it was asked, and did not show it, whatever else it said. */
export function consumerMissing(timeline: Timeline): boolean {
  const { state } = timeline.milestones['consumer-ready'];
  return (
    state === 'not-reached' || (state === 'not-seen' && all(timeline, whatCounts(timeline.evidence).kind).length > 0)
  );
}

/** First and last of the looks that say that it is not there: enough to cite a bracket of hundreds. */
export function absences(timeline: Timeline): readonly Observation[] {
  return ends(all(timeline, whatCounts(timeline.evidence).kind).filter(isAbsence));
}

function isAbsence({ fact }: Observation): boolean {
  if (fact.kind === 'metadata-answer') return fact.answer === 'id-unknown';
  return fact.kind === 'queue-state' ? !hasConsumer(fact) : fact.kind === 'stream-port' && !fact.open;
}

export function ends<T>(items: readonly T[]): readonly T[] {
  return items.length > 2 ? [items[0] as T, items[items.length - 1] as T] : items;
}

/** Warnings and errors from a source whose text matches, one of each kind, at most three. */
export function complaints(
  timeline: Timeline,
  pattern: RegExp,
  source?: LogLine['source'],
): readonly Observation<LogLine>[] {
  const matching = warningsOf(timeline)
    .filter(({ fact }) => source === undefined || fact.source === source)
    .filter(({ fact }) => pattern.test(fact.text));
  return onePerSignature(matching).slice(0, 3);
}

/**
 * The same, without what is another job's: of the job's own pods, or naming it; of the backend also lines that name no job.
 * Whose is decided first: equal lines of two jobs count as one kind.
 */
export function complaintsOfJob(timeline: Timeline, pattern: RegExp): readonly Observation<LogLine>[] {
  const matching = warningsOf(timeline)
    .filter(({ fact }) => pattern.test(fact.text))
    .filter(({ fact }) => fact.source !== 'backend' || fact.namesJob || !OF_A_JOB.test(fact.text));
  return onePerSignature(matching.toSorted((a, b) => Number(isOurs(b)) - Number(isOurs(a)))).slice(0, 3);
}

/** Found once for all rules that ask: logs are long, and complaints few. */
const warnings = new WeakMap<Evidence, readonly Observation<LogLine>[]>();

function warningsOf({ evidence }: Timeline): readonly Observation<LogLine>[] {
  const known = warnings.get(evidence);
  if (known !== undefined) return known;
  const found = observed(evidence, 'log-line').filter(({ fact }) => fact.level === 'error' || fact.level === 'warning');
  warnings.set(evidence, found);
  return found;
}

/** The line says itself that it is about this job. */
export function isOurs({ fact }: Observation<LogLine>): boolean {
  return fact.namesJob || fact.source !== 'backend';
}

/** Such as `grpc-job-18-2`, `job 18-2`, `job_id=18-2`. */
const OF_A_JOB = /job(?:[ _]?id)?[-=:" ]{1,3}\d{1,6}-\d{1,9}\b/i;

/** Events of this job: an id comes back after a new deployment, and its old events may still be there. */
export function eventsNow(timeline: Timeline): readonly Observation<KubernetesEvent>[] {
  const { zero } = timeline.evidence.subject;
  return all(timeline, 'kubernetes-event').filter(({ fact }) => fact.firstStamp >= zero - CLUSTER_CLOCK_MS);
}

/** Clocks were seen up to 9 s apart. */
const CLUSTER_CLOCK_MS = 15_000;

/** The answers to questions whose right answer is known; none in evidence of earlier versions. */
export function controlAnswers(timeline: Timeline): readonly Observation<ControlAnswer>[] {
  return all(timeline, 'control-answer');
}

/** What was seen of another job of the environment; absent in evidence of earlier versions. */
export function controlJob(timeline: Timeline): Observation<ControlJob> | undefined {
  return last(timeline, 'control-job');
}

/**
 * How metadata's 404s are to be read here. route-absent: it answers an impossible id as a route that cannot exist ·
 * ids-known-apart: it says of an impossible id that it is unknown, so the route is there · gateway: something before Focus
 * Server answers in its place · unknown: the controls were not asked, or tell nothing.
 */
export function calibration(timeline: Timeline): 'route-absent' | 'ids-known-apart' | 'gateway' | 'unknown' {
  const answers = controlAnswers(timeline).map(({ fact }) => fact);
  if (answersAnything(timeline.evidence)) return 'gateway';
  const id = answers.findLast(({ control }) => control === 'impossible-id');
  const route = answers.findLast(({ control }) => control === 'impossible-route');
  if (id?.answer === 'id-unknown' && route?.answer !== 'id-unknown') return 'ids-known-apart';
  if (answers.some(isOfGateway)) return 'gateway';
  const same = route === undefined || (route.answer === 'route-absent' && route.detail === id?.detail);
  return id?.answer === 'route-absent' && same ? 'route-absent' : 'unknown';
}

/** Focus Server answers in JSON; 502, 503 and 504 are words of what stands before it. */
function isOfGateway({ answer, status, detail }: ControlAnswer): boolean {
  if (status === 502 || status === 503 || status === 504) return true;
  return answer === 'unexpected' && !/^\s*[{[]/.test(detail);
}

/** Nobody asks about a job: what is judged is the environment. */
export function isOfEnvironment({ evidence }: Timeline): boolean {
  return kindOf(evidence.subject) === 'environment';
}

/**
 * Something of the stack answered the bot where a silent part would answer too: so the part is silent, not the way to it. That
 * Kubernetes answers tells this only where it says itself that the backend is not Ready: its API may have a way of its own.
 */
export function isWayOpen(timeline: Timeline): boolean {
  const acked = all(timeline, 'ack-answer').some(({ fact }) => fact.status !== undefined);
  const stores = [...all(timeline, 'broker-state'), ...all(timeline, 'database-state')];
  // Who refuses has answered.
  const refused = timeline.evidence.gaps.some(
    ({ kinds, reason }) => reason === 'refused' && (kinds.includes('broker-state') || kinds.includes('database-state')),
  );
  return (
    acked || refused || stores.some(({ fact }) => fact.reachable) || standingPods(timeline, 'backend').some(isUnready)
  );
}

function isUnready({ fact }: Observation<PodState>): boolean {
  return !fact.ready;
}

/** The latest state of each pod of the backend, or of those beside it, that was not deleted. */
export function standingPods(timeline: Timeline, role: 'backend' | 'other'): readonly Observation<PodState>[] {
  const pods = all(timeline, 'pod-state').filter(({ fact }) => fact.role === role);
  return [...new Map(pods.map((pod) => [pod.fact.uid, pod])).values()].filter(({ fact }) => !fact.deleted);
}
