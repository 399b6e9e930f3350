import type { PodState } from '../../observation.ts';
import {
  blindCause,
  type Judged,
  notConfigured,
  notSeen,
  type Part,
  strained,
  type Trouble,
  unwell,
  well,
} from './judged.ts';
import { nothingAnswered } from './out-of-sight.ts';
import { isEnded, lastRestart, podWords, troubleOf } from './pod-words.ts';
import type { Scene } from './scene.ts';
import type { StackSeen, StandingPod, Unseen } from './seen.ts';

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
