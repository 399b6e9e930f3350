import type { ContainerState, KubernetesEvent, Observation, PodState } from '../observation.ts';
import { moment, offset, seconds } from '../say.ts';
import { clusterClock } from '../timeline/clocks.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { brief, isRunning, livingAnalyzer, livingStates, namesOf } from './analyzer-pod.ts';
import { eventsNow } from './read-timeline.ts';

/** What Kubernetes itself says about the objects of this job: its Job, the analyzer's pods, its Service. */

export function eventsOfJob(timeline: Timeline, reasons?: readonly string[]): readonly Observation<KubernetesEvent>[] {
  const names = namesOf(timeline);
  if (!names) return [];
  const isOwn = ({ kind, name }: KubernetesEvent['object']) =>
    name === names.grpcJob || name === names.service || (kind === 'Pod' && names.roleOfPod(name) === 'grpc');
  return eventsNow(timeline).filter(
    ({ fact }) => isOwn(fact.object) && (reasons === undefined || reasons.includes(fact.reason)),
  );
}

/** `Reason: message`, as Kubernetes says it; the message alone where it is the reason already. */
export function saidWords({ reason, message }: { readonly reason?: string; readonly message?: string }): string {
  const words = brief(message ?? '');
  return [reason, words].filter((part) => part !== undefined && part !== '').join(': ');
}

export function eventWords({ fact }: Observation<KubernetesEvent>): string {
  return `${saidWords(fact)}${fact.count > 1 ? ` (${fact.count} times)` : ''}`;
}

/** When an event was first seen by Kubernetes: `at +2.3 s` on the bot's clock, or when the bot learned of it. */
export function when(timeline: Timeline, { at, fact }: Observation<KubernetesEvent>): string {
  const { zero } = timeline.evidence.subject;
  const read = clusterClock(timeline.evidence)(fact.firstStamp, fact.precisionMs);
  return offset(Math.max(0, Math.min(at - zero, read?.latest ?? at - zero)));
}

/** The pod and the container of it that waits or ended for one of these reasons, when the limit was up or at its end. */
export function stoppedFor(
  timeline: Timeline,
  reasons: readonly string[],
): { readonly pod: Observation<PodState>; readonly container: ContainerState } | undefined {
  const pod = livingAnalyzer(timeline);
  const container = pod?.fact.containers.find(
    ({ state, reason = '' }) => state !== 'running' && reasons.includes(reason),
  );
  return pod && container && { pod, container };
}

/** The first container of the analyzer's pod, which does the work, has run. */
export function hasRun(timeline: Timeline): boolean {
  return livingStates(timeline).some((pod) => pod.fact.phase === 'Running' || isRunning(pod));
}

/** How long it waited: to the end of the run, or to the limit. */
export function waited({ endedMs, evidence }: Timeline): string {
  return seconds(Math.min(endedMs, evidence.subject.limits.consumerFailMs));
}

/** `ran since 0.0–1.5 s`, for the beginning of a sentence about its end. */
export function since({ milestones }: Timeline): string {
  const started = milestones['container-started'];
  return started.state === 'reached' ? `ran since ${moment(started)}` : 'had not run';
}
