import { wasSeen } from '../evidence.ts';
import type { Found, Rule } from '../finding.ts';
import { type BrokerState, hasConsumer, type Observation } from '../observation.ts';
import { subjectKinds } from '../subject.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { kubectl, rabbitmqctl } from './commands.ts';
import { noConsumer } from './rabbitmq-refused.ts';
import { absences, all, complaintsOfJob, isOfEnvironment, jobOf } from './read-timeline.ts';

/**
 * RabbitMQ is short of memory or disk and reads nothing more from connections that publish. A queue that grows without a
 * consumer is not explained by it: who is blocked fills no queue.
 */
export const rabbitmqAlarm: Rule = {
  id: 'rabbitmq-alarm',
  means: 'RabbitMQ has an alarm and blocks publishers',
  needs: ['broker-state'],
  explains: [
    'configure-refused',
    'configure-unanswered',
    'queue-missing',
    'no-data-source',
    'metadata-not-wired',
    'consumer-never-created',
    'pod-crashed',
    'pod-not-ready',
  ],
  blames: 'stack',
  asksOf: subjectKinds,
  find(timeline) {
    const alarms = all(timeline, 'broker-state').filter(({ fact }) => fact.alarms.length > 0);
    const lines = complaintsOfJob(timeline, BLOCKED);
    if (isOfEnvironment(timeline)) return raised(timeline, alarms);
    if (!noConsumer(timeline)) return undefined;
    if (alarms.length === 0 && lines.length === 0) return unseen(timeline);
    const against = [...cleared(timeline, alarms), ...flowing(timeline)];
    const names = [...new Set(alarms.flatMap(({ fact }) => fact.alarms))];
    const sure = alarms.length > 0 && lines.length > 0 ? 'certain' : 'likely';
    return {
      confidence: against.length > 0 ? 'possible' : sure,
      headline: `RabbitMQ ${names.length > 0 ? `has an alarm (${names.join(', ')})` : 'blocks connections'}, so job ${jobOf(timeline)} cannot publish`,
      summary: `RabbitMQ ${names.length > 0 ? `has an alarm (${names.join(', ')})` : `blocks connections, as the log of ${lines[0]?.fact.pod} says`}: who publishes is blocked, and job ${jobOf(timeline)} has no consumer`,
      because: [...alarms.slice(0, 1), ...lines, ...absences(timeline).slice(-1)],
      against,
      ...advice(timeline, names),
    };
  },
};

/** Without a job: the broker says it itself. */
function raised(timeline: Timeline, alarms: readonly Observation<BrokerState>[]): Found | undefined {
  const [first] = alarms;
  if (!first) return undefined;
  const names = first.fact.alarms;
  return {
    confidence: 'certain',
    headline: `RabbitMQ has an alarm (${names.join(', ')}) and takes no messages`,
    summary: `RabbitMQ has an alarm (${names.join(', ')}): while it lasts it takes no messages`,
    because: [first],
    ...advice(timeline, names),
  };
}

const BLOCKED = /connection\W*(?:is |was )?blocked|low on (?:memory|disk)|(?:memory|disk|resource)\S{0,100} alarm/i;

function advice(timeline: Timeline, names: readonly string[]): Pick<Found, 'remedy' | 'refuter' | 'commands'> {
  return {
    remedy: `Free ${names.join(' and ') || 'memory and disk'} of RabbitMQ, such as the queues that old jobs left, then run again: it unblocks by itself`,
    refuter: 'No blocked connection in list_connections, or messages that still come into queues, would show it wrong',
    commands: [
      kubectl(timeline, 'exec rabbitmq-panda-0 -- rabbitmq-diagnostics alarms'),
      kubectl(timeline, 'exec rabbitmq-panda-0 -- df -h /var/lib/rabbitmq'),
      rabbitmqctl(timeline, 'list_connections name user state'),
      rabbitmqctl(timeline, 'list_queues -p <vhost> name messages memory consumers'),
    ],
  };
}

/** The broker answers by AMQP, which does not tell its alarms, and the queue was not seen either. */
function unseen(timeline: Timeline): Found | undefined {
  const { evidence } = timeline;
  const states = all(timeline, 'broker-state');
  const first = states.find(({ fact }) => fact.reachable);
  const told = states.some(({ fact }) => fact.via === 'management' && fact.reachable && !UNREAD.test(fact.detail));
  const lost = states.some(({ fact }) => fact.via === 'amqp' && !fact.reachable);
  if (!first || told || lost || wasSeen(evidence, 'queue-state') || flowing(timeline).length > 0) return undefined;
  return {
    confidence: 'possible',
    headline: 'RabbitMQ may have an alarm',
    summary: `Whether RabbitMQ has an alarm and blocks job ${jobOf(timeline)} was not seen: only its management API tells`,
    because: [first, ...absences(timeline).slice(-1)],
    gaps: evidence.gaps.filter(({ kinds }) => kinds.includes('queue-state')),
    ...advice(timeline, []),
  };
}

/** As the probe words an answer without alarms, or a login that is refused. */
const UNREAD = /could not be read|refused the login|knows no vhost/;

/** The alarm was over before the end. */
function cleared(timeline: Timeline, alarms: readonly Observation<BrokerState>[]): readonly Observation[] {
  const last = all(timeline, 'broker-state').findLast(({ fact }) => fact.via === 'management' && fact.reachable);
  return alarms.length > 0 && last && last.fact.alarms.length === 0 ? [last] : [];
}

/** The queue has a consumer, or messages came into it. */
function flowing(timeline: Timeline): readonly Observation[] {
  const queues = all(timeline, 'queue-state').filter(({ fact }) => fact.exists);
  const first = queues[0];
  const moved = queues.findLast(({ fact }) => hasConsumer(fact) || (fact.ready ?? 0) > (first?.fact.ready ?? 0));
  return moved ? [moved] : [];
}
