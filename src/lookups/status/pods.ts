import type { PodState, StandingPod } from '#investigation/observation.ts';
import { ageWords } from '#lib/duration.ts';
import { waitReason, withReason } from '../jobs/judge.ts';
import {
  blindCause,
  type Judged,
  notConfigured,
  nothingAnswered,
  notSeen,
  type Part,
  type Scene,
  strained,
  type Trouble,
  unwell,
  well,
} from './judged.ts';
import type { StackSeen, Unseen } from './report.ts';

const PODS: Part = { part: 'pods', label: 'Pods' };
const MOST_NAMED = 3;
const BACKEND_DOWN =
  'Look at the backend pod: its state, restarts and last log lines; nothing works before it is Ready';
const POD_REMEDY = 'Look at these pods: kubectl describe pod, and their last log lines';

/** What the pods part says, and whether the backend's allow a job, which other pods do not change. */
export function judgePods(seen: StackSeen, scene: Scene, ack: Judged): Judged {
  const { namespace } = seen;
  const { backend, environment } = scene;
  if (namespace.kind === 'not-seen' && namespace.reason === 'not-configured')
    return notConfigured(PODS, namespace, environment, 'kubernetes');
  const at = namespace.kind === 'seen' ? namespace.value.at : namespace.at;
  if (backend.kind === 'not-seen') return blindTo(backend.gap, at, scene);
  const now = namespace.kind === 'seen' ? (namespace.value.clusterNow ?? at) : at;
  if (backend.kind === 'absent' && ack.allows === 'yes') return unselected(at);
  if (backend.kind !== 'ready') return unwell(PODS, at, backendDown(backend.pods, now));
  return standing(seen, backend.pods, { at, now });
}

function blindTo(gap: Pick<Unseen, 'reason' | 'why'>, at: number, { reached }: Scene): Judged {
  if (reached === 'nothing') return notSeen(PODS, at, nothingAnswered(gap.why));
  const short = "the backend's pods were not seen";
  const cause = blindCause('kubernetes', gap);
  return notSeen(PODS, at, { short, value: gap.why, cause, remedy: remedyOf(gap.reason) });
}

function remedyOf(reason: Unseen['reason']): string {
  if (reason === 'refused') return 'Give the bot a Role with which it may list pods; /focus jobs shows one to apply';
  return 'Check that the Kubernetes API can be reached from where the bot runs, and kubernetes in focus.yml';
}

function unselected(at: number): Judged {
  const value = 'no pod matches the selector of the backend, though Focus Server answers';
  const remedy = 'Check kubernetes.backendSelector and the namespace in focus.yml';
  return notSeen(PODS, at, {
    short: "the backend's pods were not found",
    value,
    cause: 'kubernetes-unreadable',
    remedy,
  });
}

function backendDown(pods: readonly PodState[], now: number): Trouble {
  const words = pods.slice(0, MOST_NAMED).map((pod) => podWords(pod, now));
  const value = words.length === 0 ? 'no pod of the backend runs' : words.join('; ');
  return { short: 'the backend pod is not Ready', value, cause: 'backend-down', remedy: BACKEND_DOWN };
}

interface When {
  readonly at: number;
  /** On the cluster's clock. */
  readonly now: number;
}

/** A backend pod is Ready: what is left are its other pods, recent restarts, and the pods beside it. */
function standing({ standing: all }: StackSeen, backend: readonly PodState[], { at, now }: When): Judged {
  const shown = backend.slice(0, MOST_NAMED).map((pod) => podWords(pod, now));
  if (all.kind === 'not-seen') return { ...othersNotSeen(all, shown), allows: 'yes' };
  const uids = new Set(backend.map(({ uid }) => uid));
  const others = all.value.filter((pod) => !uids.has(pod.uid) && !isEnded(pod));
  const beside = `${others.length} other ${others.length === 1 ? 'pod' : 'pods'}`;
  const sick = others.flatMap((pod) => troubleOf(pod, now) ?? []);
  if (sick.length > 0) {
    const value = [...named(sick), ...shown].join('; ');
    return { ...unwell(PODS, at, { ...trouble(sick.length), value, cause: 'pods-unwell' }), allows: 'yes' };
  }
  const value = [...shown, beside].join('; ');
  const strain = strainOf(backend, others, now);
  return strain ? strained(PODS, at, { ...strain, value: [...strain.names, value].join('; ') }) : well(PODS, at, value);
}

function othersNotSeen({ at, reason, why }: Unseen, backend: readonly string[]): Judged {
  const value = [...backend, `other pods were not seen: ${why}`].join('; ');
  const cause = blindCause('kubernetes', { reason });
  return notSeen(PODS, at, { short: 'other pods were not seen', value, cause, remedy: remedyOf(reason) });
}

function trouble(count: number): Pick<Trouble, 'short' | 'remedy'> {
  return { short: `${count} ${count === 1 ? 'pod is' : 'pods are'} unwell`, remedy: POD_REMEDY };
}

function strainOf(backend: readonly PodState[], others: readonly StandingPod[], now: number) {
  const notReady = backend.filter(({ ready }) => !ready);
  if (notReady.length > 0) {
    const short = `${notReady.length} of ${backend.length} backend pods are not Ready`;
    return { short, cause: 'backend-partly-ready', remedy: POD_REMEDY, names: [] };
  }
  const restarted = [...backend, ...others].filter((pod) => lastRestart(pod, now).isRecent);
  if (restarted.length === 0) return undefined;
  const short = `${restarted.length} ${restarted.length === 1 ? 'pod has' : 'pods have'} restarted lately`;
  const names = named(
    restarted.filter((pod) => !backend.some(({ uid }) => uid === pod.uid)).map((pod) => podWords(pod, now)),
  );
  return { short, cause: 'pods-restarted', remedy: POD_REMEDY, names };
}

function named(words: readonly string[]): readonly string[] {
  const more = words.length - MOST_NAMED;
  return [...words.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])];
}

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
