import type { FactKind, GapReason, PartialGap } from '#investigation/observation.ts';
import { grantAccess } from '#investigation/rules/access.ts';
import { kubectlIn } from '#investigation/rules/commands.ts';
import type { JobsSeen } from '#investigation/rules/job-parts.ts';
import { joinWords } from '#lib/join-words.ts';
import type { NotSeen } from '../not-seen.ts';

const WORDS: Partial<Record<FactKind, string>> = {
  'pod-state': 'pods',
  'kubernetes-job-state': 'Kubernetes Jobs',
  'service-state': 'Services',
  'kubernetes-event': 'Kubernetes events',
  'job-queues': 'queues',
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

function ofKubernetes(gaps: readonly PartialGap[], namespace: string | undefined): readonly NotSeen[] {
  const alike = Map.groupBy(gaps, ({ reason, detail }) => (reason === 'failed' ? `${reason} ${detail}` : reason));
  return [...alike.values()].flatMap(([first, ...more]) => {
    if (!first) return [];
    const remedy = kubernetesRemedy(first, namespace);
    return [
      { what: joinWords([...new Set([first, ...more].map(wordsOf))]), why: first.detail, ...(remedy && { remedy }) },
    ];
  });
}

function wordsOf({ kinds, about }: PartialGap): string {
  return about === 'backend' ? "the backend's pods" : kinds.map((kind) => WORDS[kind] ?? kind).join(', ');
}

function kubernetesRemedy({ reason, detail, mend }: PartialGap, namespace: string | undefined): string | undefined {
  switch (reason) {
    case 'refused':
      return /answered 401\b/.test(detail)
        ? 'Renew the token or certificate of the kubeconfig: the Kubernetes API does not know who asks'
        : accessRemedy(namespace, detail);
    case 'unreachable':
    case 'timed-out':
      return 'Check that the Kubernetes API can be reached from where the bot runs: some answer only through a tunnel';
    case 'failed':
    case 'not-trusted':
    case 'misdirected':
    case 'tunnel-down':
      return mend ?? 'Check kubernetes in focus.yml: the kubeconfig, its context, and the namespace';
    case 'bot-stalled':
    case 'bot-away':
    case 'cut-short':
    case 'not-told':
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
  const { reason, detail, mend } = broker.gap;
  const remedy = mend ?? queueRemedy(reason, environment);
  const what =
    reason === 'not-told' ? 'consumers and messages of queues' : broker.queues.length > 0 ? 'all queues' : 'queues';
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
    case 'not-trusted':
    case 'misdirected':
    case 'tunnel-down':
      return `Check rabbitmq of ${environment} in focus.yml: its host, vhost, ca and insecureSkipTlsVerify`;
    case 'not-told':
      return 'Give RabbitMQ its statistics back: management.disable_stats, or the rights of the user on them';
    case 'bot-stalled':
    case 'bot-away':
    case 'cut-short':
      return undefined;
  }
}

/** The Role with which the bot may look at everything of jobs, and its binding, to be applied as it is. */
export function accessRemedy(namespace: string | undefined, refusal: string): string {
  const names = namespace === undefined ? {} : { namespace };
  const commands = grantAccess((rest) => kubectlIn(names, rest), refusal);
  return ['# The Role that the bot needs, and its binding:', ...commands].join('\n');
}
