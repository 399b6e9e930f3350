import { counted } from '#lib/counted.ts';
import { ageWords } from '#lib/duration.ts';
import { observed } from '../evidence.ts';
import type { PodState } from '../observation.ts';
import { clusterTime } from '../timeline/clocks.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { waitReason, withReason } from './pod-words.ts';

/** Pods that are no job's: the backend's own and those beside it. `now` is always the cluster's. */

/** Where no answer told the cluster's time, the bot's. ms since the epoch */
export function clusterNow({ evidence }: Timeline): number {
  const at = observed(evidence, 'pod-state')[0]?.at ?? evidence.endedAt;
  return clusterTime(evidence, at) ?? at;
}

/** A restart longer ago says nothing about now: "4 (28h ago)" is a pod that is well. */
const RECENT_MS = 15 * 60_000;
/** A pod may take so long to come up. */
const PATIENCE_MS = 120_000;
const MOST_NAMED = 3;

export function isEnded({ phase }: PodState): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** `mongodb-0 Running, not Ready: CrashLoopBackOff, 5 restarts, the last 40 s ago, image mongo:7` */
export function podWords(pod: PodState, now: number): string {
  const { name, phase, ready, readyStamp, containers } = pod;
  const since = readyStamp === undefined ? '' : ` for ${ageWords(Math.max(0, now - readyStamp))}`;
  const state = ready ? `Ready${since}` : withReason(`${phase}, not Ready`, waitReason(pod));
  const image = containers[0]?.image;
  return [`${name} ${state}`, lastRestart(pod, now).words, ...(image ? [`image ${image}`] : [])].join(', ');
}

/** The first three in words, and how many more. */
export function namedPods(pods: readonly PodState[], now: number): readonly string[] {
  const more = pods.length - MOST_NAMED;
  return [...pods.slice(0, MOST_NAMED).map((pod) => podWords(pod, now)), ...(more > 0 ? [`${more} more`] : [])];
}

/** It waits for what does not come by itself, or has been coming up for too long. */
export function isStuck(pod: PodState, now: number): boolean {
  if (pod.ready || isEnded(pod)) return false;
  const says = waitReason(pod) !== undefined && pod.unschedulable === undefined;
  return says || now - comingUpSince(pod) > PATIENCE_MS;
}

/** When it was made, or its containers last began to run. */
function comingUpSince({ createdStamp, containers }: PodState): number {
  const begun = containers.flatMap(({ state, startedStamp }) => (state === 'running' ? (startedStamp ?? []) : []));
  return Math.max(createdStamp, ...begun);
}

/** How often its containers have restarted, and when last, as far as they tell. */
export function lastRestart(
  { containers }: PodState,
  now: number,
): { readonly words: string; readonly isRecent: boolean } {
  const restarts = containers.reduce((sum, container) => sum + container.restarts, 0);
  if (restarts === 0) return { words: 'no restarts', isRecent: false };
  const often = counted(restarts, 'restart');
  const ends = containers.flatMap(({ restarts: own, finishedStamp, startedStamp }) =>
    own > 0 ? (finishedStamp ?? startedStamp ?? []) : [],
  );
  if (ends.length === 0) return { words: often, isRecent: false };
  const ageMs = Math.max(0, now - Math.max(...ends));
  return { words: `${often}, the last ${ageWords(ageMs)} ago`, isRecent: ageMs < RECENT_MS };
}
