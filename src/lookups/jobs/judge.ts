import type { ContainerState, PodState } from '#investigation/observation.ts';
import { endWords } from '#investigation/rules/analyzer-pod.ts';
import {
  ageOf,
  isYoung,
  type JobParts,
  type JobsView,
  messagesReady,
  YOUNG_MS,
} from '#investigation/rules/job-parts.ts';
import { isStuck, waitReason, withReason } from '#investigation/rules/pod-words.ts';
import { ageWords } from '#lib/duration.ts';
import type { JobRow } from './report.ts';

export type Judgement = Pick<JobRow, 'health' | 'why'>;

/** How a living job is, by what could be seen of it: what could not be looked at is neither absent nor wrong. */
export function judge(parts: JobParts, view: JobsView): Judgement {
  const { grpc } = parts;
  if (!grpc) return judgeWithoutPod(parts, view);
  const failure = failureOf(grpc, view);
  if (failure !== undefined) return { health: 'unwell', why: failure };
  if (isEnding(parts, grpc, view)) return { health: 'ending' };
  const why = missingOf(parts, grpc, view);
  if (why === undefined) return { health: 'well' };
  return { health: isYoung(parts, view) ? 'starting' : 'unwell', why };
}

function judgeWithoutPod(parts: JobParts, view: JobsView): Judgement {
  const { grpcJob } = parts;
  if (grpcJob && grpcJob.failed > 0) return { health: 'unwell', why: 'its Kubernetes Job failed' };
  if (!view.sees('pod-state')) return { health: 'unclear', why: 'its pods could not be seen' };
  if (isYoung(parts, view)) return { health: 'starting', why: 'no grpc pod yet' };
  if (grpcJob) return { health: 'unwell', why: withReason('no grpc pod', view.warningAbout(grpcJob.name)) };
  // The clean-up deletes the grpc Job first and itself last.
  if (view.sees('kubernetes-job-state')) return { health: 'ending' };
  return { health: 'unclear', why: 'no grpc pod, and its Kubernetes Job could not be seen' };
}

/** A pod outlives its Job by some 10 s when it is cleaned up; its consumer is gone by then. */
function isEnding({ grpcJob }: JobParts, grpc: PodState, view: JobsView): boolean {
  if (grpc.phase === 'Succeeded') return true;
  return !grpcJob && view.sees('kubernetes-job-state') && ageOf(view, grpc.createdStamp) >= YOUNG_MS;
}

/** What a job that is not broken still lacks; undefined when it lacks nothing that could be seen. */
function missingOf(parts: JobParts, grpc: PodState, view: JobsView): string | undefined {
  if (grpc.phase === 'Pending') return pendingWords(grpc, view);
  if (grpc.phase !== 'Running') return withReason(`grpc pod ${grpc.phase}`, view.warningAbout(grpc.name));
  if (!grpc.ready) return notReadyWords(grpc, view);
  const { queue } = parts;
  if (!queue) return view.sees('job-queues') ? 'no queue' : undefined;
  return queue.consumers === 0 ? `queue without consumer, ${messagesReady(queue.ready)}` : undefined;
}

function notReadyWords(grpc: PodState, view: JobsView): string {
  const started = Math.max(...grpc.containers.map(({ startedStamp }) => startedStamp ?? grpc.createdStamp));
  const since = Number.isFinite(started) ? ` ${ageWords(ageOf(view, started))} after its start` : '';
  return withReason(`grpc pod Running, not Ready${since}`, view.warningAbout(grpc.name));
}

/** What has failed about a pod, whatever its age; undefined while nothing has. Restarts alone are no failure. */
export function failureOf(pod: PodState, view: JobsView): string | undefined {
  const ended = pod.containers.find(hasFailed);
  if (ended) return `${pod.role} pod ${pod.phase}: ${endOf(ended, pod)}`;
  if (pod.phase === 'Failed') return withReason(`${pod.role} pod Failed`, view.warningAbout(pod.name));
  if (pod.unschedulable !== undefined || pod.containers.some(isStuck)) return pendingWords(pod, view);
  return undefined;
}

/** `grpc pod Pending 45 s: 0/2 nodes are available`; of one that runs and waits at once, its phase. */
export function pendingWords(pod: PodState, view: JobsView): string {
  const since = pod.phase === 'Pending' ? ` ${ageWords(ageOf(view, pod.createdStamp))}` : '';
  return withReason(`${pod.role} pod ${pod.phase}${since}`, waitReason(pod) ?? view.warningAbout(pod.name));
}

function hasFailed({ state, exitCode, reason }: ContainerState): boolean {
  return state === 'terminated' && (exitCode === undefined ? reason !== 'Completed' : exitCode !== 0);
}

/** `OOMKilled, exit code 137`; with the container's name where there are several. */
function endOf(container: ContainerState, { containers }: PodState): string {
  const which = containers.length > 1 ? `${container.name} ` : '';
  return withReason(`${which}${endWords(container)}`, container.message);
}
