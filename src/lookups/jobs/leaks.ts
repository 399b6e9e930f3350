import type { JobQueue, KubernetesJobState, PodState } from '#investigation/observation.ts';
import { ageWords } from '#lib/duration.ts';
import { ageOf, isYoung, type Scene, waitReason, withReason, YOUNG_MS } from './judge.ts';
import { consumersOf, type JobParts, messagesReady, queueMadeAt } from './parts.ts';
import type { Leak } from './report.ts';

export interface FoundLeak extends Leak {
  /** Ms, where its age is known. */
  readonly ageMs?: number;
}

/** A pod that is Pending for longer waits for nothing. */
const OLD_PENDING_MS = 120_000;

/** What jobs left behind: what blocks others first, the oldest of each kind first. Only what was seen to be alone. */
export function leaksOf(all: readonly JobParts[], scene: Scene): readonly FoundLeak[] {
  const each = (find: (parts: JobParts, scene: Scene) => readonly FoundLeak[]) =>
    all.flatMap((parts) => find(parts, scene)).toSorted((a, b) => (b.ageMs ?? 0) - (a.ageMs ?? 0));
  return [...each(oldPendingPods), ...each(lonelyService), ...each(emptyJobs), ...each(lonelyQueues)];
}

function oldPendingPods({ id, pods }: JobParts, scene: Scene): readonly FoundLeak[] {
  const old = (pod: PodState) => pod.phase === 'Pending' && ageOf(scene, pod.createdStamp) > OLD_PENDING_MS;
  return pods.filter(old).map((pod) => {
    const ageMs = ageOf(scene, pod.createdStamp);
    const reason = waitReason(pod) ?? scene.warningAbout(pod.name);
    const detail = withReason(`Pending for ${ageWords(ageMs)}`, reason);
    return { kind: 'old-pending-pod', name: pod.name, jobId: id, detail, ageMs };
  });
}

function lonelyService(parts: JobParts, scene: Scene): readonly FoundLeak[] {
  const { id, service, grpcJob, pods } = parts;
  if (!service || grpcJob || pods.length > 0 || !scene.sees('kubernetes-job-state')) return [];
  const age = aged(scene, service.createdStamp);
  if (age.ageMs !== undefined && age.ageMs < YOUNG_MS) return [];
  const port = service.nodePort === undefined ? 'no NodePort' : `holds NodePort ${service.nodePort}`;
  return [{ kind: 'service-without-job', name: service.name, jobId: id, detail: withAge(port, age), ...age }];
}

function emptyJobs(parts: JobParts, scene: Scene): readonly FoundLeak[] {
  const { id, pods, grpcJob, cleanupJob } = parts;
  if (pods.length > 0 || !scene.sees('pod-state') || isYoung(parts, scene)) return [];
  return [grpcJob, cleanupJob].flatMap((job) => (job ? [emptyJob(id, job, scene)] : []));
}

function emptyJob(jobId: string, job: KubernetesJobState, scene: Scene): FoundLeak {
  const { name, active, succeeded, failed, createdStamp } = job;
  const age = aged(scene, createdStamp);
  const counts = `${active} active, ${succeeded} succeeded, ${failed} failed`;
  const detail = withReason(withAge(counts, age), scene.warningAbout(name));
  return { kind: 'job-without-pods', name, jobId, detail, ...age };
}

/** The clean-up's attempt to delete a queue is a no-op, so every job leaves its own behind. */
function lonelyQueues(parts: JobParts, scene: Scene): readonly FoundLeak[] {
  const { pods, grpcJob, queue, strayQueues } = parts;
  const isAlone = pods.length === 0 && scene.sees('pod-state') && !(grpcJob && isYoung(parts, scene));
  const hasOwner = pods.length > 0 || grpcJob !== undefined;
  const lonely = isAlone ? [...strayQueues, ...(queue ? [queue] : [])] : hasOwner ? strayQueues : [];
  return lonely.flatMap((each) => queueLeak(each, scene));
}

function queueLeak(queue: JobQueue, scene: Scene): readonly FoundLeak[] {
  const age = aged(scene, queueMadeAt(queue));
  if (age.ageMs !== undefined && age.ageMs < YOUNG_MS) return [];
  const { jobId, name, consumers, ready } = queue;
  const detail = withAge(`${consumersOf(consumers)}, ${messagesReady(ready)}`, age);
  return [{ kind: 'queue-without-pods', name, jobId, detail, ...age }];
}

function aged(scene: Scene, stamp: number | undefined): { readonly ageMs?: number } {
  return stamp === undefined ? {} : { ageMs: ageOf(scene, stamp) };
}

function withAge(words: string, { ageMs }: { readonly ageMs?: number }): string {
  return ageMs === undefined ? words : `${words}, ${ageWords(ageMs)} old`;
}
