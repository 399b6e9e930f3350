import { wasSeen } from '../evidence.ts';
import type { Confidence, Found, Rule } from '../finding.ts';
import { type BrokerState, hasConsumer, type LogLine, type Observation } from '../observation.ts';
import { seconds } from '../say.ts';
import { subjectKinds } from '../subject.ts';
import { consumerGone } from '../timeline/metadata-answers.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { kubectl } from './commands.ts';
import {
  absences,
  all,
  complaints,
  consumerMissing,
  isOfEnvironment,
  isWayOpen,
  livingQueue,
} from './read-timeline.ts';

/** What closed so shortly before the limit was open in time for a consumer. */
const LEAST_CLOSED_MS = 5_000;

/** Words of a connection that does not come about, or ends; a channel that is closed, or a login that is refused, has one. */
const AWAY = /refused|reset|time[d-]? ?out|unreachable|no route|not reach|lost|failed|closed|resolve/i;
const OF_BROKER = /^(?!.*(?:ACCESS_REFUSED|channel|\b40[3-6]\b)).*(?:amqp|rabbit|broker|pika|:567[12]\b)/is;

/** The broker answers neither the bot nor the job. */
export const rabbitmqDown: Rule = {
  id: 'rabbitmq-down',
  means: 'RabbitMQ is down',
  needs: ['broker-state'],
  explains: [
    'queue-missing',
    'queue-without-consumer',
    'consumer-lost',
    'consumer-never-created',
    'pod-crashed',
    'pod-not-ready',
    'metadata-not-wired',
    'no-data-source',
  ],
  blames: 'stack',
  stage: { before: 'consumer-attached' },
  asksOf: subjectKinds,
  find(timeline) {
    const door = doorOf(timeline);
    if (isOfEnvironment(timeline)) return away(timeline);
    const isGone = consumerGone(timeline.evidence) !== undefined;
    if (!(consumerMissing(timeline) || isGone) || !door) return undefined;
    const { consumerFailMs } = timeline.evidence.subject.limits;
    if ((door.sinceMs ?? 0) > consumerFailMs - LEAST_CLOSED_MS) return undefined;
    const lines = complaints(timeline, AWAY).filter(({ fact }) => OF_BROKER.test(fact.text));
    const unread = !wasSeen(timeline.evidence, 'log-line');
    if (lines.length === 0 && !unread && !door.refuses && !door.answersBeside) return undefined;
    return {
      confidence: confidence(door, lines),
      headline: door.answersBeside
        ? 'RabbitMQ takes no AMQP connections, so no job works'
        : 'nothing reaches RabbitMQ, so no job works',
      summary: summary(door, lines, unread),
      remedy: door.answersBeside
        ? 'Bring its AMQP listener or Service back, then run again: jobs configured meanwhile do not recover'
        : 'Restart the RabbitMQ pod, or start it if it is gone, then run again: jobs configured meanwhile do not recover',
      because: [
        door.first,
        ...(door.answersBeside ? [door.answersBeside] : []),
        ...lines,
        ...absences(timeline).slice(-1),
      ],
      refuter:
        'One connection to RabbitMQ that is accepted in that minute, or a job that made its queue then, would show it wrong',
      commands: commands(timeline),
      open: lines.length > 0 ? [] : ["Whether the job was turned away too was not seen: it may be the bot's own way"],
    };
  },
  refutedBy: (timeline) => {
    // A consumer that went was there before.
    const since = consumerGone(timeline.evidence) ? (doorOf(timeline)?.first.at ?? 0) : 0;
    return livingQueue(timeline)
      .filter(({ at, fact }) => at > since && hasConsumer(fact))
      .slice(-1);
  },
};

/** The way that jobs take, by AMQP, or the management API where the bot has no other, closed to the end. */
interface Door {
  readonly first: Observation<BrokerState>;
  /** It was open before, ms after zero. */
  readonly sinceMs?: number;
  /** Nobody listens there: that is the broker's machine, not the way to it. */
  readonly refuses: boolean;
  /** The management API of the same broker. */
  readonly answersBeside?: Observation<BrokerState>;
}

function doorOf(timeline: Timeline): Door | undefined {
  const states = all(timeline, 'broker-state');
  const amqp = states.filter(({ fact }) => fact.via === 'amqp');
  const looks = amqp.length > 0 ? amqp : states;
  const open = looks.findLastIndex(({ fact }) => fact.reachable);
  const closed = looks.slice(open + 1);
  const first = closed.find(({ fact }) => REFUSED.test(fact.detail)) ?? closed[0];
  if (!first) return undefined;
  const answersBeside = states.findLast(({ fact }) => fact.reachable && fact.via !== first.fact.via);
  // What was open ends with a connection that is lost, before it turns others away.
  const refuses =
    closed.slice(open >= 0 ? 1 : 0).every(({ fact }) => REFUSED.test(fact.detail)) && REFUSED.test(first.fact.detail);
  return {
    first,
    refuses,
    ...(answersBeside && { answersBeside }),
    ...(open >= 0 && { sinceMs: first.at - timeline.evidence.subject.zero }),
  };
}

const REFUSED = /ECONNREFUSED|connection refused/i;

function summary(
  { first, refuses, answersBeside, sinceMs }: Door,
  lines: readonly Observation<LogLine>[],
  unread: boolean,
): string {
  const agrees = lines[0]
    ? `, and the log of ${lines[0].fact.pod} complains about it too`
    : unread
      ? ', and no log could be read'
      : '';
  const since = sinceMs === undefined ? '' : ` since ${seconds(sinceMs)}`;
  if (!answersBeside) return `RabbitMQ is down${since}: the bot gets no connection (${first.fact.detail})${agrees}`;
  const how = refuses ? 'refuses every connection' : 'answers nobody';
  return `The AMQP port of RabbitMQ ${how}${since} (${first.fact.detail}), while its management API answers${agrees}`;
}

/** Without a job the bot is the only witness. AMQP is the way that jobs take. */
function away(timeline: Timeline): Found | undefined {
  const door = doorOf(timeline);
  if (!door) return undefined;
  const { first, answersBeside } = door;
  return {
    confidence: isWayOpen(timeline) || answersBeside ? 'likely' : 'possible',
    headline: answersBeside ? 'RabbitMQ takes no AMQP connections, so no job works' : 'RabbitMQ does not answer',
    summary: answersBeside ? summary(door, [], false) : `RabbitMQ does not answer the bot: ${first.fact.detail}`,
    remedy: 'Bring the RabbitMQ pod back: no job streams without it',
    because: [first, ...(answersBeside ? [answersBeside] : [])],
    refuter: 'One connection to RabbitMQ that is accepted in that minute would show it wrong',
    commands: commands(timeline),
  };
}

function commands(timeline: Timeline): readonly string[] {
  return [
    kubectl(timeline, 'get pods,svc,endpoints | grep -i rabbit'),
    kubectl(timeline, 'logs rabbitmq-panda-0 --tail=100'),
    kubectl(timeline, 'exec rabbitmq-panda-0 -- rabbitmq-diagnostics check_port_connectivity'),
    kubectl(timeline, 'exec rabbitmq-panda-0 -- df -h /var/lib/rabbitmq'),
  ];
}

/** Two witnesses from two places, the bot and the job itself; the backend's log may be about another time or job. */
function confidence({ refuses, answersBeside }: Door, lines: readonly Observation<LogLine>[]): Confidence {
  if (lines.some(({ fact }) => fact.source === 'grpc')) return 'certain';
  return lines.length > 0 || (refuses && answersBeside) ? 'likely' : 'possible';
}
