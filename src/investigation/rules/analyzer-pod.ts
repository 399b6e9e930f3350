import type { Evidence } from '../evidence.ts';
import { isJobId, type JobNames, jobNames } from '../job-id.ts';
import { tellingLine } from '../log-entry.ts';
import type { ContainerState, KubernetesEvent, LogLine, Observation, PodState } from '../observation.ts';
import { interval } from '../say.ts';
import { clusterClock } from '../timeline/clocks.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { all, eventsNow } from './read-timeline.ts';

/** The analyzer's pod: how it was, how it ended, and when somebody began to delete it. */

export interface AnalyzerEnd {
  /** The first state that shows the end. */
  readonly pod: Observation<PodState>;
  readonly container: ContainerState;
  /** ms after zero at the latest. */
  readonly atMs: number;
  /** `1.2–2.04 s`: as exactly as Kubernetes' stamp and the look tell. */
  readonly after: string;
}

/** What depends on the analyzer: none of it can be well while its pod is not. */
export const needsAnalyzer: readonly string[] = [
  'consumer-lost',
  'queue-missing',
  'queue-without-consumer',
  'metadata-not-wired',
  'consumer-never-created',
  'no-data-source',
];

/** Its state when the limit for a consumer was up, or before its deletion; of a job older than that, the latest. */
export function livingAnalyzer(timeline: Timeline): Observation<PodState> | undefined {
  const { zero, limits } = timeline.evidence.subject;
  const states = livingStates(timeline);
  return states.findLast(({ at }) => at - zero <= limits.consumerFailMs) ?? states.at(-1);
}

/** The states of its newest pod before that was deleted, in the order of learning. */
export function livingStates(timeline: Timeline): readonly Observation<PodState>[] {
  const states = all(timeline, 'pod-state').filter(({ fact }) => fact.role === 'grpc' && !fact.deleted);
  const newest = states.reduce<PodState | undefined>(
    (best, { fact }) => (best && best.createdStamp > fact.createdStamp ? best : fact),
    undefined,
  );
  return states.filter(({ fact }) => fact.uid === newest?.uid);
}

/** Its first container, which does the work, runs. */
export function isRunning({ fact }: Observation<PodState>): boolean {
  return fact.phase === 'Running' && fact.containers[0]?.state === 'running';
}

/** Its container ended unwell and stayed so, of itself: not because it was deleted. */
export function analyzerEnd(timeline: Timeline): AnalyzerEnd | undefined {
  const states = livingStates(timeline);
  const pod = states.find(({ fact }) => failed(fact));
  const container = pod && failed(pod.fact);
  const latest = states.at(-1);
  if (!pod || !container || !latest || !failed(latest.fact)) return undefined;
  const atMs = endMs(timeline, pod, container);
  const deletedMs = deletionMs(timeline);
  if (deletedMs !== undefined && deletedMs <= atMs + graceMs(container)) return undefined;
  return { pod, container, atMs, after: interval(Math.min(atMs, startMs(timeline, container)), atMs) };
}

/** The container that ended unwell; one beside the first, which does the work, only where the pod does not run. */
function failed({ phase, containers }: PodState): ContainerState | undefined {
  const unwell = ({ state, exitCode = 0 }: ContainerState) => state !== 'running' && exitCode !== 0;
  return containers.find((container, i) => unwell(container) && (i === 0 || phase !== 'Running'));
}

function endMs(timeline: Timeline, { at }: Observation, { finishedStamp }: ContainerState): number {
  const seenMs = at - timeline.evidence.subject.zero;
  const stamped = finishedStamp === undefined ? undefined : clusterClock(timeline.evidence)(finishedStamp, 1_000);
  return Math.max(0, Math.min(seenMs, stamped?.latest ?? seenMs));
}

/** The earliest that its stamp allows; the look alone tells no beginning. */
function startMs(timeline: Timeline, { finishedStamp }: ContainerState): number {
  const stamped = finishedStamp === undefined ? undefined : clusterClock(timeline.evidence)(finishedStamp, 1_000);
  return stamped ? Math.max(0, stamped.earliest) : Number.POSITIVE_INFINITY;
}

/** How long after its end the removal of a pod that got a signal is seen: measured, 7–19 s. */
function graceMs({ reason, exitCode }: ContainerState): number {
  if (reason === 'OOMKilled') return 0;
  return exitCode === 143 || exitCode === 137 ? 20_000 : 3_000;
}

/** When the deletion of the job or its pod was first noticed, ms after zero; undefined while nobody deletes them. */
export function deletionMs(timeline: Timeline): number | undefined {
  const { zero } = timeline.evidence.subject;
  const kill = killedByProbe(timeline)?.kill.fact.object.name;
  const killings = podEvents(timeline, 'Killing', /^Stopping container/).filter(
    ({ fact }) => fact.object.name !== kill,
  );
  const signs = [...deletions(timeline), ...killings];
  return signs.length === 0 ? undefined : Math.min(...signs.map(({ at }) => at - zero));
}

/** The kubelet kills what does not answer its liveness or startup probe, and says so with the same word as of a deletion. */
export function killedByProbe(
  timeline: Timeline,
): { readonly probe: Observation<KubernetesEvent>; readonly kill: Observation<KubernetesEvent> } | undefined {
  const probes = podEvents(timeline, 'Unhealthy', KILLING_PROBE);
  for (const kill of podEvents(timeline, 'Killing', /./)) {
    const probe = probes.findLast(
      ({ fact, at }) =>
        fact.object.name === kill.fact.object.name && at <= kill.at + EVENT_LAG_MS && kill.at - at <= PROBED_MS,
    );
    if (probe) return { probe, kill };
  }
  return undefined;
}

const KILLING_PROBE = /(?:liveness|startup) probe failed/i;

/** A kill follows the last failed probe within its period, which is 10 s unless set. */
const PROBED_MS = 15_000;

/** The job's Kubernetes Job and the analyzer's pod, each as it went. */
export function deletions(timeline: Timeline): readonly Observation[] {
  const grpcJob = namesOf(timeline)?.grpcJob;
  const jobs = all(timeline, 'kubernetes-job-state').filter(({ fact }) => fact.deleted && fact.name === grpcJob);
  const pods = all(timeline, 'pod-state').filter(({ fact }) => fact.deleted && fact.role === 'grpc');
  return [...jobs, ...pods];
}

/** It, or its Job, was deleted before the limit was up. */
export function isTakenAway(timeline: Timeline, pod: Observation<PodState>): boolean {
  const { zero, limits } = timeline.evidence.subject;
  return deletions(timeline).some(
    ({ fact, at }) => at - zero <= limits.consumerFailMs && (!('uid' in fact) || fact.uid === pod.fact.uid),
  );
}

/** Undefined also for what is no job's id: evidence may come from elsewhere. */
export function namesOf({ evidence: { subject } }: Timeline): JobNames | undefined {
  return subject.job && isJobId(subject.job.id) ? jobNames(subject.job.id) : undefined;
}

/** Events of this run about the analyzer's own pods. */
export function podEvents(timeline: Timeline, reason: string, words: RegExp): readonly Observation<KubernetesEvent>[] {
  const names = namesOf(timeline);
  return eventsNow(timeline).filter(
    ({ fact }) =>
      fact.reason === reason &&
      fact.object.kind === 'Pod' &&
      names?.roleOfPod(fact.object.name) === 'grpc' &&
      words.test(fact.message),
  );
}

/** An event of the end is learned a moment before it or after. */
const EVENT_LAG_MS = 2_000;

/** Kubernetes says so; or it was the signal of the memory killer, and nobody else is known to have sent it by then. */
export function isOutOfMemory(timeline: Timeline, { container, atMs }: AnalyzerEnd): boolean {
  if (container.reason === 'OOMKilled') return true;
  if (container.exitCode !== 137 || container.reason === 'ContainerStatusUnknown') return false;
  const others = ['Killing', 'Evicted', 'Preempted'].flatMap((reason) => podEvents(timeline, reason, /./));
  // The kill that follows a failed probe may itself not be told: events are best effort.
  const probes = podEvents(timeline, 'Unhealthy', KILLING_PROBE);
  return ![...others, ...probes].some(({ at }) => at - timeline.evidence.subject.zero <= atMs + EVENT_LAG_MS);
}

/** What the pod logged last, its errors first: at most three lines, the one to quote at the end. */
export function lastWords(timeline: Timeline, { name, role }: PodState): readonly Observation<LogLine>[] {
  const lines = all(timeline, 'log-line').filter(({ fact }) => fact.source === role && fact.pod === name);
  const errors = lines.filter(({ fact }) => fact.level === 'error').slice(-3);
  return errors.length > 0 ? errors : lines.slice(-1);
}

/** What a job logs on its way says nothing of its end. */
export function complains({ level }: LogLine): boolean {
  return level === 'error' || level === 'warning';
}

const STAMP = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*\s+/;

/** Without stamp and level, in one line. */
export function bare({ fact }: Observation<LogLine>): string {
  const words = tellingLine(fact.text).replace(/^.*?\b(?:ERROR|CRITICAL|FATAL|WARNING|WARN|INFO)\b\s*/, '');
  return brief(words.replace(STAMP, ''));
}

export function quoted(line: Observation<LogLine>): string {
  return `"${bare(line)}"`;
}

/** One line, and not a long one: of a chain of errors the last one, at the end, is the reason. */
export function brief(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, 120).toWellFormed()} … ${line.slice(-170).toWellFormed()}` : line;
}

const LONGEST = 300;

/** `exit code 139 (signal 11)`, `OOMKilled, exit code 137`. */
export function endWords({ reason, exitCode = 0 }: ContainerState): string {
  const known = reason === undefined || reason === 'Error' ? '' : `${reason}, `;
  const signal = exitCode > 128 && reason !== 'OOMKilled' ? ` (signal ${exitCode - 128})` : '';
  return `${known}exit code ${exitCode}${signal}`;
}

/** Another image of the analyzer with which the same request worked last, where a healthy run is remembered. */
export function imageThatWorked({ background }: Evidence, image: string): string | undefined {
  const last = background?.healthy?.[0]?.signals['pod.image'];
  return typeof last !== 'string' || last === image ? undefined : last;
}
