import type { ContainerState, FactKind, KubernetesEvent, PodState } from '#investigation/observation.ts';
import { ageWords } from '#lib/duration.ts';
import { type JobParts, messagesReady } from './parts.ts';
import type { JobRow, JobsSeen } from './report.ts';

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

/** What a container waits for on its way up. */
const ON_ITS_WAY: readonly (string | undefined)[] = [undefined, 'ContainerCreating', 'PodInitializing', 'Completed'];

/** What has failed about a pod, whatever its age; undefined while nothing has. Restarts alone are no failure. */
export function failureOf(pod: PodState, scene: Scene): string | undefined {
  const ended = pod.containers.find(hasFailed);
  if (ended) return `${pod.role} pod ${pod.phase}: ${endWords(ended, pod)}`;
  if (pod.phase === 'Failed') return withReason(`${pod.role} pod Failed`, scene.warningAbout(pod.name));
  if (pod.unschedulable !== undefined || pod.containers.some(isStuck)) return pendingWords(pod, scene);
  return undefined;
}

/** `grpc pod Pending 45 s: 0/2 nodes are available`; of one that runs and waits at once, its phase. */
export function pendingWords(pod: PodState, scene: Scene): string {
  const since = pod.phase === 'Pending' ? ` ${ageWords(ageOf(scene, pod.createdStamp))}` : '';
  return withReason(`${pod.role} pod ${pod.phase}${since}`, waitReason(pod) ?? scene.warningAbout(pod.name));
}

/** Why a pod waits, as far as it says so itself. */
export function waitReason({ unschedulable, containers }: PodState): string | undefined {
  if (unschedulable !== undefined) return unschedulable;
  const stuck = containers.find(isStuck);
  if (!stuck) return undefined;
  return withReason(stuck.reason ?? '', stuck.message);
}

export function withReason(words: string, reason: string | undefined): string {
  return reason === undefined || reason === '' ? words : `${words}: ${reason}`;
}

function hasFailed({ state, exitCode, reason }: ContainerState): boolean {
  return state === 'terminated' && (exitCode === undefined ? reason !== 'Completed' : exitCode !== 0);
}

function isStuck({ state, reason }: ContainerState): boolean {
  return state === 'waiting' && !ON_ITS_WAY.includes(reason);
}

/** `OOMKilled, exit code 137`; with the container's name where there are several. */
function endWords({ name, reason, exitCode, message }: ContainerState, { containers }: PodState): string {
  const which = containers.length > 1 ? `${name} ` : '';
  const code = exitCode === undefined ? '' : `, exit code ${exitCode}`;
  return withReason(`${which}${reason ?? 'ended'}${code}`, message);
}

/** What the judging of each job asks of the whole look. */
export interface Scene {
  /** Ms since the epoch on the cluster's clock, or on the bot's where no answer told. */
  readonly now: number;
  /** All of this kind was seen, so what is not there is absent. */
  sees(kind: FactKind): boolean;
  /** The latest warning about exactly this object: `FailedMount: MountVolume.SetUp failed …`. */
  warningAbout(name: string): string | undefined;
}

/** A job younger than this may still become well, and what is made side by side may not all be listed yet. */
export const YOUNG_MS = 30_000;

export function sceneOf({ at, namespace, broker }: JobsSeen): Scene {
  const gaps = namespace?.gaps.filter(({ about }) => about !== 'backend') ?? [];
  const missed = new Set([...gaps, ...(broker?.gap ? [broker.gap] : [])].flatMap(({ kinds }) => kinds));
  const warnings = latestWarnings(namespace?.events ?? []);
  return {
    now: namespace?.clusterNow ?? namespace?.at ?? at,
    sees: (kind) => (kind === 'queue-state' ? broker : namespace) !== undefined && !missed.has(kind),
    warningAbout: (name) => {
      const event = warnings.get(name);
      return event && `${event.reason}: ${event.message}`;
    },
  };
}

export function ageOf({ now }: Scene, stamp: number): number {
  return Math.max(0, now - stamp);
}

function latestWarnings(events: readonly KubernetesEvent[]): ReadonlyMap<string, KubernetesEvent> {
  const warnings = events.filter(({ type }) => type === 'Warning');
  return new Map(warnings.toSorted((a, b) => a.firstStamp - b.firstStamp).map((event) => [event.object.name, event]));
}
