import type { StatusPart } from '#checks/check.ts';
import type { Evidence } from '#investigation/evidence.ts';
import { observed } from '#investigation/evidence.ts';
import type { Fact, FactKind, FactOf, Observation } from '#investigation/observation.ts';
import { jobsSeenIn, partsOf, viewOf } from '#investigation/rules/job-parts.ts';
import { leaksOf } from '#investigation/rules/leaks.ts';
import { clusterNow, isEnded, podWords } from '#investigation/rules/standing-pods.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { counted } from '#lib/counted.ts';
import { ageWords } from '#lib/duration.ts';
import type { PartState } from './report.ts';

/** A part of an environment that `/focus status` tells of and a check may choose. */
export interface Part {
  readonly label: string;
  /** What has to be seen of it; without any of them nothing is known. */
  readonly sees: readonly FactKind[];
  /** Whether a fact tells how the part is: no answer does not. Any does where this is absent. */
  tells?(fact: Fact): boolean;
  /** In focus.yml; absent for what is always configured. */
  readonly setting?: 'kubernetes' | 'rabbitmq' | 'mongodb';
  /** The rules that belong to it, and what each makes of it. Several parts may be hit by one. */
  readonly rules: Readonly<Record<string, Exclude<PartState, 'well'>>>;
  /** Which jobs cannot do without it. */
  readonly neededBy: readonly ('live' | 'historic')[];
  /** What was seen of it, where nothing is wrong. */
  value(evidence: Evidence): string;
}

/** A rule of these may make a part unwell, and jobs can do all the same. */
export const bearable: readonly string[] = ['standing-pod-not-ready'];

const NEEDED_ROUTES = '/configure and /metadata/{job_id}';
const unreachableServer = {
  'own-settings': 'not-seen',
  'own-path-broken': 'not-seen',
  'backend-down': 'unwell',
  'backend-unreachable': 'not-seen',
  'gateway-in-the-way': 'not-seen',
} as const;
const unreachableKubernetes = { 'kubernetes-denied': 'not-seen', 'kubernetes-unreachable': 'not-seen' } as const;

/** In the order in which a job needs them. Which rules belong to which part: the only place that says so. */
export const parts: Readonly<Record<StatusPart, Part>> = {
  ack: {
    label: 'Focus Server',
    sees: ['ack-answer'],
    tells: (fact) => fact.kind === 'ack-answer' && fact.ok,
    rules: { ...unreachableServer, 'route-missing': 'unwell' },
    neededBy: ['live', 'historic'],
    value: (evidence) => {
      const ack = last(evidence, 'ack-answer')?.fact;
      return `${ack?.status ?? 200} in ${Math.round(ack?.tookMs ?? 0)} ms`;
    },
  },
  pods: {
    label: 'Pods',
    sees: ['pod-state'],
    tells: (fact) => fact.kind === 'pod-state' && fact.role === 'backend',
    setting: 'kubernetes',
    rules: {
      'own-settings': 'not-seen',
      'own-path-broken': 'not-seen',
      ...unreachableKubernetes,
      'backend-down': 'unwell',
      'backend-not-selected': 'not-seen',
      'standing-pod-not-ready': 'unwell',
      'standing-pod-restarted': 'strained',
    },
    neededBy: ['live', 'historic'],
    value: podsValue,
  },
  'live-metadata': {
    label: 'Fiber',
    sees: ['live-metadata'],
    rules: { 'fiber-not-connected': 'unwell', ...unreachableServer },
    neededBy: ['live'],
    value: (evidence) => {
      const live = last(evidence, 'live-metadata')?.fact;
      return `prr ${live?.prr === undefined ? 'missing' : decimal(live.prr)}, software ${live?.softwareVersion ?? 'unknown'}`;
    },
  },
  broker: {
    label: 'RabbitMQ',
    sees: ['broker-state'],
    tells: (fact) => fact.kind === 'broker-state' && fact.reachable,
    setting: 'rabbitmq',
    rules: {
      'own-settings': 'not-seen',
      'own-path-broken': 'not-seen',
      'rabbitmq-refused': 'not-seen',
      'rabbitmq-down': 'unwell',
      'rabbitmq-alarm': 'unwell',
      'rabbitmq-management-absent': 'strained',
    },
    neededBy: ['live', 'historic'],
    value: brokerValue,
  },
  database: {
    label: 'MongoDB',
    sees: ['database-state'],
    tells: (fact) => fact.kind === 'database-state' && fact.reachable,
    setting: 'mongodb',
    rules: {
      'own-settings': 'not-seen',
      'own-path-broken': 'not-seen',
      'mongodb-refused': 'not-seen',
      'mongodb-down': 'unwell',
    },
    neededBy: ['historic'],
    value: (evidence) => {
      const count = last(evidence, 'database-state')?.fact.collections.length ?? 0;
      return `answers, ${counted(count, 'collection')}`;
    },
  },
  routes: {
    label: 'Routes',
    sees: ['route-list'],
    rules: { 'route-missing': 'unwell', ...unreachableServer },
    neededBy: [],
    value: (evidence) => {
      const list = last(evidence, 'route-list')?.fact;
      if (!list?.served) return 'openapi.json is not served: which routes there are was not seen';
      return `${NEEDED_ROUTES} among ${list.routes.length} routes`;
    },
  },
  'leaked-queues': {
    label: 'Leaked queues',
    sees: ['job-queues', 'pod-state'],
    setting: 'rabbitmq',
    rules: {
      'queues-leaked': 'strained',
      'own-settings': 'not-seen',
      'own-path-broken': 'not-seen',
      'rabbitmq-down': 'not-seen',
      'rabbitmq-refused': 'not-seen',
      'rabbitmq-management-absent': 'not-seen',
      ...unreachableKubernetes,
    },
    neededBy: [],
    value: leaksValue,
  },
};

function last<K extends FactKind>(evidence: Evidence, kind: K): Observation<FactOf<K>> | undefined {
  return observed(evidence, kind).at(-1);
}

function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

const MOST_PODS = 3;

function podsValue(evidence: Evidence): string {
  const now = clusterNow(buildTimeline(evidence));
  const pods = observed(evidence, 'pod-state').map(({ fact }) => fact);
  const backend = pods.filter(({ role }) => role === 'backend');
  const others = pods.filter((pod) => pod.role === 'other' && !isEnded(pod)).length;
  const beside = counted(others, 'other pod');
  return [...backend.slice(0, MOST_PODS).map((pod) => podWords(pod, now)), beside].join('; ');
}

function brokerValue(evidence: Evidence): string {
  const states = observed(evidence, 'broker-state').map(({ fact }) => fact);
  const version = states.find((state) => state.version !== undefined)?.version;
  const answers = `answers${version === undefined ? '' : `, version ${version}`}`;
  const isTold = states.some(({ via }) => via === 'management');
  return isTold ? `${answers}, no alarm` : `${answers}; alarms are told by the management API alone`;
}

function leaksValue(evidence: Evidence): string {
  const seen = jobsSeenIn(evidence);
  const leaks = leaksOf(partsOf(seen), viewOf(seen)).filter(({ kind }) => kind === 'queue-without-pods');
  if (leaks.length === 0) return 'none';
  const oldest = leaks.reduce((most, { ageMs = 0 }) => Math.max(most, ageMs), 0);
  return `${leaks.length} of jobs without pods${oldest > 0 ? `, the oldest ${ageWords(oldest)} old` : ''}`;
}
