import type { ContainerState, PodState } from '../../observation.ts';
import { ageWords } from './age.ts';
import { ageOf, type Scene } from './scene.ts';

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
