import { ageWords } from '#lib/duration.ts';
import type { JobQueue, KubernetesJobState, PodState } from '../observation.ts';
import {
  ageOf,
  consumersOf,
  isYoung,
  type JobParts,
  type JobsView,
  messagesReady,
  queueMadeAt,
  YOUNG_MS,
} from './job-parts.ts';
import { waitReason, withReason } from './pod-words.ts';

export interface FoundLeak extends Leak {
  /** Ms, where its age is known. */
  readonly ageMs?: number;
}

/** A pod that is Pending for longer waits for nothing. */
const OLD_PENDING_MS = 120_000;

/** What jobs left behind: what blocks others first, the oldest of each kind first. Only what was seen to be alone. */
export function leaksOf(all: readonly JobParts[], view: JobsView): readonly FoundLeak[] {
  const each = (find: (parts: JobParts, view: JobsView) => readonly FoundLeak[]) =>
    all.flatMap((parts) => find(parts, view)).toSorted((a, b) => (b.ageMs ?? 0) - (a.ageMs ?? 0));
  return [...each(oldPendingPods), ...each(lonelyService), ...each(emptyJobs), ...each(lonelyQueues)];
}

function oldPendingPods({ id, pods }: JobParts, view: JobsView): readonly FoundLeak[] {
  const old = (pod: PodState) => pod.phase === 'Pending' && ageOf(view, pod.createdStamp) > OLD_PENDING_MS;
  return pods.filter(old).map((pod) => {
    const ageMs = ageOf(view, pod.createdStamp);
    const reason = waitReason(pod) ?? view.warningAbout(pod.name);
    const detail = withReason(`Pending for ${ageWords(ageMs)}`, reason);
    return { kind: 'old-pending-pod', name: pod.name, jobId: id, detail, ageMs };
  });
}

function lonelyService(parts: JobParts, view: JobsView): readonly FoundLeak[] {
  const { id, service, grpcJob, pods } = parts;
  if (!service || grpcJob || pods.length > 0 || !view.sees('kubernetes-job-state')) return [];
  const age = aged(view, service.createdStamp);
  if (age.ageMs !== undefined && age.ageMs < YOUNG_MS) return [];
  const port = service.nodePort === undefined ? 'no NodePort' : `holds NodePort ${service.nodePort}`;
  return [{ kind: 'service-without-job', name: service.name, jobId: id, detail: withAge(port, age), ...age }];
}

function emptyJobs(parts: JobParts, view: JobsView): readonly FoundLeak[] {
  const { id, pods, grpcJob, cleanupJob } = parts;
  if (pods.length > 0 || !view.sees('pod-state') || isYoung(parts, view)) return [];
  return [grpcJob, cleanupJob].flatMap((job) => (job ? [emptyJob(id, job, view)] : []));
}

function emptyJob(jobId: string, job: KubernetesJobState, view: JobsView): FoundLeak {
  const { name, active, succeeded, failed, createdStamp } = job;
  const age = aged(view, createdStamp);
  const counts = `${active} active, ${succeeded} succeeded, ${failed} failed`;
  const detail = withReason(withAge(counts, age), view.warningAbout(name));
  return { kind: 'job-without-pods', name, jobId, detail, ...age };
}

/** The clean-up's attempt to delete a queue is a no-op, so every job leaves its own behind. */
function lonelyQueues(parts: JobParts, view: JobsView): readonly FoundLeak[] {
  const { pods, grpcJob, queue, strayQueues } = parts;
  const isAlone = pods.length === 0 && view.sees('pod-state') && !(grpcJob && isYoung(parts, view));
  const hasOwner = pods.length > 0 || grpcJob !== undefined;
  const lonely = isAlone ? [...strayQueues, ...(queue ? [queue] : [])] : hasOwner ? strayQueues : [];
  return lonely.flatMap((each) => queueLeak(each, view));
}

function queueLeak(queue: JobQueue, view: JobsView): readonly FoundLeak[] {
  const age = aged(view, queueMadeAt(queue));
  if (age.ageMs !== undefined && age.ageMs < YOUNG_MS) return [];
  const { jobId, name, consumers, ready } = queue;
  const detail = withAge(`${consumersOf(consumers)}, ${messagesReady(ready)}`, age);
  return [{ kind: 'queue-without-pods', name, jobId, detail, ...age }];
}

function aged(view: JobsView, stamp: number | undefined): { readonly ageMs?: number } {
  return stamp === undefined ? {} : { ageMs: ageOf(view, stamp) };
}

function withAge(words: string, { ageMs }: { readonly ageMs?: number }): string {
  return ageMs === undefined ? words : `${words}, ${ageWords(ageMs)} old`;
}

/** Something that a job left behind, or that waits for nothing. */
export interface Leak {
  readonly kind: 'queue-without-pods' | 'service-without-job' | 'job-without-pods' | 'old-pending-pod';
  readonly name: string;
  readonly jobId: string;
  /** Such as `0 consumers, 240 messages ready`, `Pending for 2 h 5 min`. */
  readonly detail: string;
}
