import type { PodState } from '#investigation/observation.ts';
import type { NamespaceSeen } from '../jobs/report.ts';
import type { PartRow, Seen, StackSeen, Unseen } from './report.ts';

/** One part with what it means for a job. */
export interface Judged {
  readonly row: PartRow;
  /** Whether a job that needs this part could do with it. */
  readonly allows: 'yes' | 'no' | 'unknown';
  /** What is wrong with it, in a few words for the headline; absent where nothing is. */
  readonly short?: string;
}

export interface Part {
  readonly part: string;
  readonly label: string;
}

export function well(part: Part, at: number, value: string): Judged {
  return { row: { ...part, state: 'well', value, at }, allows: 'yes' };
}

/** Why a part is not well: what it means, what was seen, what is blamed, what to do. */
export interface Trouble {
  readonly short: string;
  readonly value: string;
  readonly cause: string;
  readonly remedy: string;
}

export function unwell(part: Part, at: number, { short, ...trouble }: Trouble): Judged {
  return { row: { ...part, state: 'unwell', at, ...trouble }, allows: 'no', short };
}

export function strained(part: Part, at: number, { short, ...trouble }: Trouble): Judged {
  return { row: { ...part, state: 'strained', at, ...trouble }, allows: 'yes', short };
}

export function notSeen(part: Part, at: number, { short, ...trouble }: Trouble): Judged {
  return { row: { ...part, state: 'not-seen', at, ...trouble }, allows: 'unknown', short };
}

/** It has no cause: nobody asked the bot to look there. `setting` is its name in focus.yml. */
export function notConfigured(part: Part, { at }: Unseen, environment: string, setting: string): Judged {
  const remedy = `Add ${setting} to ${environment} in focus.yml, as in focus.example.yml`;
  const row = { ...part, state: 'not-seen' as const, value: 'not configured', at, remedy };
  return { row, allows: 'unknown', short: `${nameOf(setting)} is not configured` };
}

function nameOf(setting: string): string {
  const names: Readonly<Record<string, string>> = {
    kubernetes: 'Kubernetes',
    rabbitmq: 'RabbitMQ',
    mongodb: 'MongoDB',
  };
  return names[setting] ?? setting;
}

/** The stable id of a look that failed, such as `kubernetes-unreachable`: late and unreachable are one, as they take turns. */
export function blindCause(server: string, { reason }: Pick<Unseen, 'reason'>): string {
  switch (reason) {
    case 'unreachable':
    case 'timed-out':
      return `${server}-unreachable`;
    case 'refused':
      return `${server}-refused`;
    case 'failed':
    case 'cut-short':
    case 'not-configured':
      return `${server}-unreadable`;
  }
}

/** The words in place of blame where no server of an environment answered: its fault or the bot's own, nobody knows. */
export function nothingAnswered(value: string): Trouble {
  return {
    short: 'nothing of it answered, so the way from the bot may be broken',
    value,
    cause: 'all-unreachable',
    remedy: 'Check the network from where the bot runs (VPN, tunnel, DNS) before you look at the environment itself',
  };
}

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
