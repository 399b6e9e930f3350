import { ageWords } from '../jobs/age.ts';
import { leaksOf } from '../jobs/leaks.ts';
import { partsOf } from '../jobs/parts.ts';
import { sceneOf as jobsSceneOf } from '../jobs/scene.ts';
import { blindCause, type Judged, notConfigured, notSeen, type Part, strained, well } from './judged.ts';
import type { StackSeen } from './seen.ts';

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
