import type { BrokerSeen } from '#investigation/observation.ts';
import { ageWords } from '#lib/duration.ts';
import { sceneOf as jobsSceneOf } from '../jobs/judge.ts';
import { leaksOf } from '../jobs/leaks.ts';
import { partsOf } from '../jobs/parts.ts';
import {
  blindCause,
  type Judged,
  notConfigured,
  nothingAnswered,
  notSeen,
  type Part,
  type Scene,
  strained,
  unwell,
  well,
} from './judged.ts';
import type { Seen, StackSeen, Unseen } from './report.ts';

/** A server that the stack needs and the bot can look at. */
interface Server {
  readonly part: Part;
  /** In focus.yml. */
  readonly setting: string;
  readonly name: string;
  readonly downCause: string;
  readonly downRemedy: string;
  readonly accessRemedy: string;
}

const BROKER: Server = {
  part: { part: 'broker', label: 'RabbitMQ' },
  setting: 'rabbitmq',
  name: 'RabbitMQ',
  downCause: 'rabbitmq-down',
  downRemedy: 'Look at the RabbitMQ pod, its alarms and its disk; no job streams without it',
  accessRemedy: 'Check the RabbitMQ user of the bot: its password, its access to the vhost, and the tag monitoring',
};

const DATABASE: Server = {
  part: { part: 'database', label: 'MongoDB' },
  setting: 'mongodb',
  name: 'MongoDB',
  downCause: 'database-down',
  downRemedy:
    'Look at the MongoDB pod and its disk; historic jobs fail without it, and the backend does not start again',
  accessRemedy: 'Check the MongoDB user of the bot, and mongodb in focus.yml',
};

/** A broker with an alarm takes no messages, so to a job it is as good as down. */
export function judgeBroker({ broker }: StackSeen, scene: Scene): Judged {
  const judged = reachable(BROKER, broker, scene);
  if ('row' in judged) return judged;
  const { at, value: seen } = judged;
  const version = `answers${seen.version === undefined ? '' : `, version ${seen.version}`}`;
  if (seen.alarms && seen.alarms.length > 0) return alarmed(at, version, seen.alarms);
  if (seen.alarms) return well(BROKER.part, at, `${version}, no alarm`);
  if (seen.alarmsNotSeen === undefined)
    return well(BROKER.part, at, `${version}; alarms are told by the management API alone`);
  const value = `${version}; its alarms were not seen: ${seen.alarmsNotSeen}`;
  const remedy = 'Check rabbitmq.managementUrl in focus.yml, and that its user has the tag monitoring';
  const short = 'the alarms of RabbitMQ were not seen';
  return {
    ...strained(BROKER.part, at, { short, value, cause: 'rabbitmq-alarms-not-seen', remedy }),
    allows: 'unknown',
  };
}

function alarmed(at: number, version: string, alarms: BrokerSeen['alarms'] = []): Judged {
  const resources = alarms.join(', ');
  return unwell(BROKER.part, at, {
    short: `RabbitMQ has an alarm (${resources})`,
    value: `${version}, alarm: ${resources}`,
    cause: 'rabbitmq-alarm',
    remedy: 'Free memory or disk of RabbitMQ: while the alarm lasts it takes no messages',
  });
}

export function judgeDatabase({ database }: StackSeen, scene: Scene): Judged {
  const judged = reachable(DATABASE, database, scene);
  if ('row' in judged) return judged;
  const { collections } = judged.value;
  return well(DATABASE.part, judged.at, `answers, ${collections} ${collections === 1 ? 'collection' : 'collections'}`);
}

/** What a server that answers has said, or the judgement of one that does not. */
function reachable<T extends { readonly reachable: boolean; readonly detail: string }>(
  server: Server,
  seen: Seen<T>,
  scene: Scene,
): Extract<Seen<T>, { kind: 'seen' }> | Judged {
  if (seen.kind === 'seen') return seen.value.reachable ? seen : silent(server, seen.at, seen.value.detail, scene);
  const { at, reason, why } = seen;
  if (reason === 'not-configured') return notConfigured(server.part, seen, scene.environment, server.setting);
  if (reason === 'unreachable' || reason === 'timed-out') return silent(server, at, why, scene);
  return unreadable(server, seen);
}

function silent(
  { part, name, setting, downCause, downRemedy }: Server,
  at: number,
  value: string,
  scene: Scene,
): Judged {
  switch (scene.reached) {
    case 'something':
      return unwell(part, at, { short: `${name} does not answer`, value, cause: downCause, remedy: downRemedy });
    case 'nothing':
      return notSeen(part, at, nothingAnswered(value));
    case 'kubernetes-alone': {
      const remedy = `Check the network between the bot and ${name}: nothing but Kubernetes answered the bot`;
      return notSeen(part, at, { short: `${name} was not reached`, value, cause: `${setting}-unreachable`, remedy });
    }
  }
}

function unreadable({ part, name, setting, accessRemedy }: Server, { at, reason, why }: Unseen): Judged {
  const short = `${name} ${reason === 'refused' ? 'refused the bot' : 'could not be looked at'}`;
  return notSeen(part, at, { short, value: why, cause: blindCause(setting, { reason }), remedy: accessRemedy });
}

const LEAKED: Part = { part: 'leaked-queues', label: 'Leaked queues' };
/** Every job leaves its queue behind; so many slow the broker's lists and hide what matters. */
const MANY = 20;

/** Queues of jobs that have no pods any more. A leak is never unwell, and no job needs this part. */
export function judgeLeakedQueues(seen: StackSeen, environment: string, pods: Judged, broker: Judged): Judged {
  const { at, namespace, queues } = seen;
  if (queues.kind === 'not-seen' && queues.reason === 'not-configured')
    return notConfigured(LEAKED, queues, environment, 'rabbitmq');
  if (namespace.kind === 'not-seen' && namespace.reason === 'not-configured')
    return notConfigured(LEAKED, namespace, environment, 'kubernetes');
  if (queues.kind === 'not-seen') return blindAs(broker, queues.at, queues, 'rabbitmq');
  if (queues.value.gap) return blindAs(broker, queues.at, unseen(queues.value.gap), 'rabbitmq');
  if (namespace.kind === 'not-seen') return blindAs(pods, namespace.at, namespace, 'kubernetes');
  const podGap = namespace.value.gaps.find(({ about, kinds }) => about !== 'backend' && kinds.includes('pod-state'));
  if (podGap) return blindAs(pods, namespace.at, unseen(podGap), 'kubernetes');
  return counted({ at, namespace: namespace.value, broker: queues.value }, queues.at);
}

function unseen({ reason, detail }: { readonly reason: Why['reason']; readonly detail: string }): Why {
  return { reason, why: detail };
}

type Why = Pick<Extract<StackSeen['queues'], { kind: 'not-seen' }>, 'reason' | 'why'>;

/** What keeps the bot from the server keeps it from the queues: one cause, not two. */
function blindAs({ row }: Judged, at: number, { reason, why }: Why, server: string): Judged {
  const known = row.state === 'unwell' || row.state === 'not-seen' ? row.cause : undefined;
  const remedy = row.remedy ?? 'Check rabbitmq.managementUrl in focus.yml, and that the bot may list pods and queues';
  const cause = known ?? blindCause(server, { reason });
  return notSeen(LEAKED, at, { short: 'leaked queues were not seen', value: why, cause, remedy });
}

function counted(jobs: Parameters<typeof jobsSceneOf>[0], at: number): Judged {
  const leaks = leaksOf(partsOf(jobs), jobsSceneOf(jobs)).filter(({ kind }) => kind === 'queue-without-pods');
  if (leaks.length === 0) return well(LEAKED, at, 'none');
  const oldest = leaks.reduce((most, { ageMs = 0 }) => Math.max(most, ageMs), 0);
  const value = `${leaks.length} of jobs without pods${oldest > 0 ? `, the oldest ${ageWords(oldest)} old` : ''}`;
  if (leaks.length < MANY) return well(LEAKED, at, value);
  const remedy =
    'Delete the queues that /focus jobs lists as left behind: the clean-up of a job leaves its queue there';
  return strained(LEAKED, at, { short: `${leaks.length} queues leaked`, value, cause: 'queues-leaked', remedy });
}
