import { ageWords } from '../jobs/age.ts';
import { waitReason, withReason } from '../jobs/pod-words.ts';
import type { StandingPod } from './seen.ts';

/** A restart longer ago says nothing about now: "4 (28h ago)" is a pod that is well. */
const RECENT_MS = 15 * 60_000;
/** A pod may take so long to come up. */
const PATIENCE_MS = 120_000;

export function isEnded({ phase }: StandingPod): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** `mongodb-0 Running, not Ready: CrashLoopBackOff, 5 restarts, the last 40 s ago, image mongo:7`. `now` is the cluster's. */
export function podWords(pod: StandingPod, now: number): string {
  const { name, phase, ready, readyStamp, containers } = pod;
  const since = readyStamp === undefined ? '' : ` for ${ageWords(Math.max(0, now - readyStamp))}`;
  const state = ready ? `Ready${since}` : withReason(`${phase}, not Ready`, reasonOf(pod));
  const image = containers[0]?.image;
  return [`${name} ${state}`, lastRestart(pod, now).words, ...(image ? [`image ${image}`] : [])].join(', ');
}

/** Why a pod that is not the backend's is unwell, with its name; undefined while it is well or may still become so. */
export function troubleOf(pod: StandingPod, now: number): string | undefined {
  if (pod.ready || isEnded(pod)) return undefined;
  const isStuck = reasonOf(pod) !== undefined && pod.unschedulable === undefined;
  return isStuck || now - comingUpSince(pod) > PATIENCE_MS ? podWords(pod, now) : undefined;
}

function reasonOf(pod: StandingPod): string | undefined {
  return waitReason({ ...pod, role: 'backend' });
}

/** When it was made, or its containers last began to run. */
function comingUpSince({ createdStamp, containers }: StandingPod): number {
  const begun = containers.flatMap(({ state, startedStamp }) => (state === 'running' ? (startedStamp ?? []) : []));
  return Math.max(createdStamp, ...begun);
}

/** How often its containers have restarted, and when last, as far as they tell. */
export function lastRestart(
  { containers }: StandingPod,
  now: number,
): { readonly words: string; readonly isRecent: boolean } {
  const restarts = containers.reduce((sum, container) => sum + container.restarts, 0);
  if (restarts === 0) return { words: 'no restarts', isRecent: false };
  const counted = `${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`;
  const ends = containers.flatMap(({ restarts: own, finishedStamp, startedStamp }) =>
    own > 0 ? (finishedStamp ?? startedStamp ?? []) : [],
  );
  if (ends.length === 0) return { words: counted, isRecent: false };
  const ageMs = Math.max(0, now - Math.max(...ends));
  return { words: `${counted}, the last ${ageWords(ageMs)} ago`, isRecent: ageMs < RECENT_MS };
}
