import type { PodState } from '../../observation.ts';
import type { NamespaceSeen } from '../jobs/seen.ts';
import type { Seen, StackSeen, Unseen } from './seen.ts';

/** What the judging of each part asks of the others. */
export interface Scene {
  readonly environment: string;
  readonly backend: Backend;
  /**
   * nothing: no server answered, though several were asked, so nothing is known of any · kubernetes-alone: it says that the
   * backend is Ready, and nothing else answered: the way there is broken · something: what does not answer is down.
   */
  readonly reached: 'nothing' | 'kubernetes-alone' | 'something';
}

/** The backend's own pods, without those that have ended: whatever replaced them is judged itself. */
export type Backend =
  | { readonly kind: 'ready' | 'not-ready' | 'absent'; readonly pods: readonly PodState[] }
  | { readonly kind: 'not-seen'; readonly pods: readonly PodState[]; readonly gap: Pick<Unseen, 'reason' | 'why'> };

export function sceneOf(seen: StackSeen, environment: string): Scene {
  const backend = backendOf(seen.namespace);
  return { environment, backend, reached: reachedOf(seen, backend) };
}

function reachedOf(seen: StackSeen, { kind }: Backend): Scene['reached'] {
  if (focusServerAnswered(seen) || serverAnswered(seen.broker) || serverAnswered(seen.database)) return 'something';
  if (kind === 'ready') return 'kubernetes-alone';
  if (kubernetesAnswered(seen.namespace)) return 'something';
  // One silent server alone says nothing about the way to it.
  return [seen.namespace, seen.broker, seen.database].some(isConfigured) ? 'nothing' : 'something';
}

function focusServerAnswered({ ack, liveMetadata, routes }: StackSeen): boolean {
  const acknowledged = ack.kind === 'seen' && ack.value.status !== undefined;
  return acknowledged || liveMetadata.kind === 'seen' || routes.kind === 'seen';
}

/** One that refuses the bot has answered it. */
function serverAnswered(server: Seen<{ readonly reachable: boolean }>): boolean {
  return server.kind === 'seen' ? server.value.reachable : server.reason === 'refused';
}

function kubernetesAnswered(namespace: Seen<NamespaceSeen>): boolean {
  if (namespace.kind === 'not-seen') return namespace.reason === 'refused';
  const { clusterNow, gaps } = namespace.value;
  return clusterNow !== undefined || gaps.length === 0 || gaps.some(({ reason }) => reason === 'refused');
}

function isConfigured(server: Seen<unknown>): boolean {
  return server.kind === 'seen' || server.reason !== 'not-configured';
}

function backendOf(namespace: Seen<NamespaceSeen>): Backend {
  if (namespace.kind === 'not-seen') return { kind: 'not-seen', pods: [], gap: namespace };
  const all = namespace.value.pods.filter(({ role, deleted }) => role === 'backend' && !deleted);
  const pods = all.filter(({ phase }) => phase !== 'Succeeded' && phase !== 'Failed');
  if (pods.some(({ ready }) => ready)) return { kind: 'ready', pods };
  const gap = namespace.value.gaps.find(({ about }) => about === 'backend');
  if (gap) return { kind: 'not-seen', pods, gap: { reason: gap.reason, why: gap.detail } };
  return { kind: all.length > 0 ? 'not-ready' : 'absent', pods };
}
