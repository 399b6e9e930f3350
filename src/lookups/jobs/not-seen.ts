import type { FactKind, GapReason, PartialGap } from '#investigation/observation.ts';
import type { NotSeen } from '../logs/report.ts';
import type { JobsSeen, NamespaceGap } from './report.ts';

const WORDS: Partial<Record<FactKind, string>> = {
  'pod-state': 'pods',
  'kubernetes-job-state': 'Kubernetes Jobs',
  'service-state': 'Services',
  'kubernetes-event': 'Kubernetes events',
  'queue-state': 'queues',
};

/** What could not be seen of the jobs, why, and what to do. Lists that failed alike are told once. */
export function notSeenOf({ namespace, broker }: JobsSeen, environment: string): readonly NotSeen[] {
  return [
    ...(namespace ? ofKubernetes(namespace.gaps, namespace.namespace) : [withoutKubernetes(environment)]),
    ...ofRabbitmq(broker, environment),
  ];
}

function withoutKubernetes(environment: string): NotSeen {
  const why = `Kubernetes is not configured for ${environment}`;
  return {
    what: 'pods, Kubernetes Jobs and Services',
    why,
    remedy: `Add kubernetes to ${environment} in focus.yml, as in focus.example.yml`,
  };
}

function ofKubernetes(gaps: readonly NamespaceGap[], namespace: string | undefined): readonly NotSeen[] {
  const alike = Map.groupBy(gaps, ({ reason, detail }) => (reason === 'failed' ? `${reason} ${detail}` : reason));
  return [...alike.values()].flatMap(([first, ...more]) => {
    if (!first) return [];
    const remedy = kubernetesRemedy(first, namespace);
    return [{ what: joined([first, ...more].map(wordsOf)), why: first.detail, ...(remedy && { remedy }) }];
  });
}

function wordsOf({ kinds, about }: NamespaceGap): string {
  return about === 'backend' ? "the backend's pods" : kinds.map((kind) => WORDS[kind] ?? kind).join(', ');
}

function joined(words: readonly string[]): string {
  const each = [...new Set(words)];
  return each.length < 2 ? each.join('') : `${each.slice(0, -1).join(', ')} and ${each.at(-1)}`;
}

function kubernetesRemedy({ reason, detail }: PartialGap, namespace: string | undefined): string | undefined {
  switch (reason) {
    case 'refused':
      return /answered 401\b/.test(detail)
        ? 'Renew the token or certificate of the kubeconfig: the Kubernetes API does not know who asks'
        : accessRemedy(namespace, detail);
    case 'unreachable':
    case 'timed-out':
      return 'Check that the Kubernetes API can be reached from where the bot runs: some answer only through a tunnel';
    case 'failed':
      return 'Check kubernetes in focus.yml: the kubeconfig, its context, and the namespace';
    case 'cut-short':
    case 'not-configured':
      return undefined;
  }
}

function ofRabbitmq(broker: JobsSeen['broker'], environment: string): readonly NotSeen[] {
  if (!broker) {
    const why = `RabbitMQ is not configured for ${environment}`;
    return [{ what: 'queues', why, remedy: `Add rabbitmq.managementUrl to ${environment} in focus.yml` }];
  }
  if (!broker.gap) return [];
  const { reason, detail } = broker.gap;
  const remedy = queueRemedy(reason, environment);
  const what = broker.queues.length > 0 ? 'all queues' : 'queues';
  return [{ what, why: detail, ...(remedy && { remedy }) }];
}

function queueRemedy(reason: GapReason, environment: string): string | undefined {
  switch (reason) {
    case 'not-configured':
      return `Add rabbitmq.managementUrl to ${environment} in focus.yml`;
    case 'refused':
      return 'Check the RabbitMQ user: its password, its access to the vhost, and the tag monitoring';
    case 'unreachable':
    case 'timed-out':
    case 'failed':
      return 'Check that RabbitMQ runs, and that rabbitmq.managementUrl can be reached from where the bot runs';
    case 'cut-short':
      return undefined;
  }
}

/** A 403 names who asked: `User "system:serviceaccount:focus:focus-bot" cannot list …`. */
const USER = /User "([^"\s]{1,253})"/;
const SERVICE_ACCOUNT = /^system:serviceaccount:([a-z0-9.-]+):([a-z0-9.-]+)$/;
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The Role with which the bot may look at everything of jobs in the namespace, and its binding, to be applied as it is. */
export function accessRemedy(namespace: string | undefined, refusal: string): string {
  const where = namespace !== undefined && NAME.test(namespace) ? namespace : 'NAMESPACE';
  const user = USER.exec(refusal)?.[1] ?? 'USER';
  return `# Apply it with: kubectl apply -f role.yml
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: focus-bot, namespace: ${where} }
rules:
  - { apiGroups: [""], resources: [pods, pods/log, services, events], verbs: [get, list, watch] }
  - { apiGroups: [batch], resources: [jobs], verbs: [get, list, watch] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: focus-bot, namespace: ${where} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: focus-bot }
subjects:
  - ${subjectOf(user)}`;
}

function subjectOf(user: string): string {
  const [, namespace, name] = SERVICE_ACCOUNT.exec(user) ?? [];
  if (namespace && name) return `{ kind: ServiceAccount, name: ${name}, namespace: ${namespace} }`;
  return `{ apiGroup: rbac.authorization.k8s.io, kind: User, name: ${JSON.stringify(user)} }`;
}
