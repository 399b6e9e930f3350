import type { PodState } from '../../observation.ts';
import type { JobRow } from '../jobs-report.ts';
import { ageWords } from './age.ts';
import type { JobParts } from './parts.ts';
import { failureOf, pendingWords, withReason } from './pod-words.ts';
import { messagesReady } from './queues.ts';
import { ageOf, type Scene, YOUNG_MS } from './scene.ts';

export type Judgement = Pick<JobRow, 'health' | 'why'>;

/** How a living job is, by what could be seen of it: what could not be looked at is neither absent nor wrong. */
export function judge(parts: JobParts, scene: Scene): Judgement {
  const { grpc } = parts;
  if (!grpc) return judgeWithoutPod(parts, scene);
  const failure = failureOf(grpc, scene);
  if (failure !== undefined) return { health: 'unwell', why: failure };
  if (isEnding(parts, grpc, scene)) return { health: 'ending' };
  const why = missingOf(parts, grpc, scene);
  if (why === undefined) return { health: 'well' };
  return { health: isYoung(parts, scene) ? 'starting' : 'unwell', why };
}

export function isYoung({ bornAt }: JobParts, scene: Scene): boolean {
  return bornAt !== undefined && ageOf(scene, bornAt) < YOUNG_MS;
}

function judgeWithoutPod(parts: JobParts, scene: Scene): Judgement {
  const { grpcJob } = parts;
  if (grpcJob && grpcJob.failed > 0) return { health: 'unwell', why: 'its Kubernetes Job failed' };
  if (!scene.sees('pod-state')) return { health: 'unclear', why: 'its pods could not be seen' };
  if (isYoung(parts, scene)) return { health: 'starting', why: 'no grpc pod yet' };
  if (grpcJob) return { health: 'unwell', why: withReason('no grpc pod', scene.warningAbout(grpcJob.name)) };
  // The clean-up deletes the grpc Job first and itself last.
  if (scene.sees('kubernetes-job-state')) return { health: 'ending' };
  return { health: 'unclear', why: 'no grpc pod, and its Kubernetes Job could not be seen' };
}

/** A pod outlives its Job by some 10 s when it is cleaned up; its consumer is gone by then. */
function isEnding({ grpcJob }: JobParts, grpc: PodState, scene: Scene): boolean {
  if (grpc.phase === 'Succeeded') return true;
  return !grpcJob && scene.sees('kubernetes-job-state') && ageOf(scene, grpc.createdStamp) >= YOUNG_MS;
}

/** What a job that is not broken still lacks; undefined when it lacks nothing that could be seen. */
function missingOf(parts: JobParts, grpc: PodState, scene: Scene): string | undefined {
  if (grpc.phase === 'Pending') return pendingWords(grpc, scene);
  if (grpc.phase !== 'Running') return withReason(`grpc pod ${grpc.phase}`, scene.warningAbout(grpc.name));
  if (!grpc.ready) return notReadyWords(grpc, scene);
  const { queue } = parts;
  if (!queue) return scene.sees('queue-state') ? 'no queue' : undefined;
  return queue.consumers > 0 ? undefined : `queue without consumer, ${messagesReady(queue.ready)}`;
}

function notReadyWords(grpc: PodState, scene: Scene): string {
  const started = Math.max(...grpc.containers.map(({ startedStamp }) => startedStamp ?? grpc.createdStamp));
  const since = Number.isFinite(started) ? ` ${ageWords(ageOf(scene, started))} after its start` : '';
  return withReason(`grpc pod Running, not Ready${since}`, scene.warningAbout(grpc.name));
}
