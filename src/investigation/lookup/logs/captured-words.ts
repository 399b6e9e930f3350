import { formatDuration } from '#lib/duration.ts';
import type { KubernetesEvent, PodState } from '../../observation.ts';
import { failureOf } from '../jobs/pod-words.ts';
import type { Scene } from '../jobs/scene.ts';
import { eventsFact } from './living-words.ts';
import { queueWords, type ShownFact } from './look-words.ts';
import type { QueuesSeen } from './looks.ts';

/** What of a capture is told in words. */
export interface CapturedJob {
  readonly jobId: string;
  /** Each pod as it was last seen. */
  readonly pods: readonly PodState[];
  readonly events: readonly KubernetesEvent[];
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly droppedLines: number;
  /** Its pods were seen to go. */
  readonly wasSeenToGo: boolean;
}

/** `Job 19-7 is gone; captured while it lived, 2025-11-13 15:34:12 to 15:34:55 UTC: its grpc pod Failed: OOMKilled, exit code 137`. */
export function capturedState(job: CapturedJob, scene: Scene, isGone: boolean): string {
  const { jobId, pods, firstSeenAt, lastSeenAt } = job;
  const times = `${moment(firstSeenAt)} to ${moment(lastSeenAt).slice(sameDay(firstSeenAt, lastSeenAt) ? 11 : 0)} UTC`;
  const failures = pods.flatMap((pod) => failureOf(pod, scene) ?? []);
  const how = failures[0] === undefined ? '' : `: its ${failures[0]}`;
  if (isGone) return `Job ${jobId} is gone; this was captured while it lived, ${times}${how}`;
  return `Whether job ${jobId} still lives could not be seen; this was captured of it, ${times}${how}`;
}

/** As each part was last seen. */
export function capturedFacts(job: CapturedJob, scene: Scene, queues: QueuesSeen | undefined): readonly ShownFact[] {
  const { pods, firstSeenAt, lastSeenAt, droppedLines, wasSeenToGo } = job;
  const dropped = droppedLines === 0 ? '' : `; ${droppedLines} more lines were not kept`;
  const end = wasSeenToGo ? ', until its pods went' : ', not to its end';
  const node = pods.find(({ role }) => role === 'grpc')?.node;
  const facts: readonly (ShownFact | undefined)[] = [
    { label: 'Captured', value: `${formatDuration(lastSeenAt - firstSeenAt)}${end}${dropped}` },
    { label: 'Pods', value: pods.map((pod) => lastWords(pod, scene)).join(' · ') || 'none seen' },
    node === undefined ? undefined : { label: 'Node', value: node },
    leftQueues(queues),
    eventsFact(job.events),
  ];
  return facts.filter((fact) => fact !== undefined);
}

function lastWords(pod: PodState, scene: Scene): string {
  const ready = pod.role === 'grpc' && pod.phase === 'Running' ? (pod.ready ? ', Ready' : ', not Ready') : '';
  return `${failureOf(pod, scene) ?? `${pod.role} ${pod.phase}${ready}`}${pod.deleted ? ', then deleted' : ''}`;
}

/** The clean-up of a job does not delete its queue. */
export function leftQueues(queues: QueuesSeen | undefined): ShownFact | undefined {
  if (!queues || queues.queues.length === 0) return undefined;
  return { label: 'Left queues', value: queues.queues.map(queueWords).join(' · ') };
}

function sameDay(a: number, b: number): boolean {
  return moment(a).slice(0, 10) === moment(b).slice(0, 10);
}

/** `2025-11-13 15:34:12`, in UTC. */
function moment(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
