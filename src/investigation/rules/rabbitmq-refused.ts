import { wasSeen } from '../evidence.ts';
import type { Found, Rule } from '../finding.ts';
import type { BrokerState, LogLine, Observation } from '../observation.ts';
import { subjectKinds } from '../subject.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { kubectl, rabbitmqctl } from './commands.ts';
import {
  absences,
  all,
  complaintsOfJob,
  consumerMissing,
  hasFailed,
  isOfEnvironment,
  isOurs,
  jobOf,
  lastQueue,
} from './read-timeline.ts';

/** The broker is there and turns away who logs in: the job or Focus Server, as their logs say, or only the bot. */
export const rabbitmqRefused: Rule = {
  id: 'rabbitmq-refused',
  means: 'RabbitMQ refused a login',
  needs: [],
  explains: [
    'configure-refused',
    'configure-unanswered',
    'pod-crashed',
    'pod-not-ready',
    'queue-missing',
    'queue-without-consumer',
    'no-data-source',
    'metadata-not-wired',
    'consumer-never-created',
  ],
  blames: 'stack',
  stage: { before: 'queue-created' },
  asksOf: subjectKinds,
  find(timeline) {
    if (isOfEnvironment(timeline)) return botAlone(timeline);
    if (!noConsumer(timeline) || (lastQueue(timeline)?.fact.consumers ?? 0) > 0) return undefined;
    const lines = complaintsOfJob(timeline, REFUSAL).filter(({ fact }) => !OF_A_QUEUE.test(fact.text));
    if (lines[0]) return jobRefused(timeline, lines[0].fact, lines);
    return botRefused(timeline) ?? unseen(timeline);
  },
};

/** RabbitMQ's own names for it, the exceptions of its Python client, and plain words in a line about the broker. */
const REFUSAL =
  /ACCESS[-_]REFUSED|NOT_ALLOWED - |ProbableA(?:uthentication|ccessDenied)Error|^(?=.*(?:amqp|rabbit|broker|pika|:5672\b)).*(?:\b403\b|authentication|login was refused)/im;

/** The login was taken, and a channel was closed over one queue or exchange: that queue is missing, not the broker. */
const OF_A_QUEUE = /\bchannel\b|access to (?:queue|exchange)\b/i;

/** The job has no consumer, or there is no job because Focus Server failed on configure. */
export function noConsumer(timeline: Timeline): boolean {
  const { configure } = timeline.evidence.subject;
  return consumerMissing(timeline) || hasFailed(configure);
}

/** A log line without its stamp and level. */
export function wordsOf({ text }: LogLine): string {
  return text.replace(/^.*?\b(?:ERROR|CRITICAL|WARNING|WARN)\b\s*/, '').slice(0, 200);
}

/** As RabbitMQ names whom it refuses: `user 'analyzer'`. */
export function refusedUser({ text }: LogLine): string | undefined {
  return /\buser '[^']{1,60}'/.exec(text)?.[0];
}

export function refusedVhost({ text }: LogLine): string {
  return /\bvhost '[^']{1,60}'/.exec(text)?.[0] ?? 'its vhost';
}

function jobRefused(timeline: Timeline, first: LogLine, lines: readonly Observation<LogLine>[]): Found {
  const isOfJob = lines.some(isOurs);
  const who = first.source === 'backend' ? 'Focus Server' : `job ${jobOf(timeline)}`;
  return {
    confidence: isOfJob || !consumerMissing(timeline) ? 'certain' : 'likely',
    headline: `RabbitMQ refuses the login of ${who}`,
    summary: `RabbitMQ turns ${who} away: the log of ${first.pod} says "${wordsOf(first)}"`,
    hits: 'new-jobs',
    remedy: `Give back to ${refusedUser(first) ?? `the RabbitMQ user of ${who}`} its password and its rights on ${refusedVhost(first)}, then run again: a job that was turned away does not recover`,
    because: [...lines, ...all(timeline, 'configure-answer').slice(-1), ...absences(timeline).slice(-1)],
    refuter:
      'RabbitMQ listing that user with rights on the vhost, and its own log without a refusal in those seconds, would show it wrong',
    commands: brokerCommands(timeline),
  };
}

/** The bot has a login of its own, so that this is blindness; others may be turned away too. */
function botRefused(timeline: Timeline): Found | undefined {
  const [first] = refusalsOfBot(timeline);
  const gaps = timeline.evidence.gaps.filter(({ kinds }) => kinds.includes('queue-state'));
  if (!first || gaps.length === 0 || !consumerMissing(timeline)) return undefined;
  return {
    confidence: 'possible',
    headline: 'RabbitMQ refuses the bot’s login, so the queue was not seen',
    summary: `RabbitMQ turned the bot away (${first.fact.detail}), so the queue of job ${jobOf(timeline)} was not seen`,
    remedy:
      mendIn(timeline) ??
      'Correct the name, password or vhost of RabbitMQ in the settings of this environment, then run again',
    because: [first, ...absences(timeline).slice(-1)],
    gaps,
    refuter: 'The log of the job saying that it is connected to RabbitMQ would show it wrong: only the bot is refused',
    commands: brokerCommands(timeline),
    open: ['Whether RabbitMQ refuses the job too was not seen: it has a login of its own'],
  };
}

/** As the probe that was refused says it. */
function mendIn({ evidence }: Timeline): string | undefined {
  const refused = evidence.gaps.filter(({ kinds, reason }) => kinds.includes('queue-state') && reason === 'refused');
  return refused.find(({ mend }) => mend !== undefined)?.mend;
}

/** Nothing is known of others: whether jobs are refused too, their logs tell. */
function botAlone(timeline: Timeline): Found | undefined {
  const [first] = refusalsOfBot(timeline);
  if (!first) return undefined;
  return {
    confidence: 'certain',
    headline: 'RabbitMQ refuses the bot',
    summary: `RabbitMQ refuses the bot: ${first.fact.detail}`,
    remedy:
      mendIn(timeline) ??
      'Correct the RabbitMQ user of the bot: its password, its access to the vhost, or the tag monitoring',
    because: [first],
    refuter: 'A login of the same user that is accepted in that minute would show it wrong',
    commands: brokerCommands(timeline),
  };
}

/** The analyzer started, its queue was not seen, and neither were all logs: a refused login would look the same. */
function unseen(timeline: Timeline): Found | undefined {
  const { evidence, milestones } = timeline;
  const started = milestones['container-started'].state !== 'not-reached';
  const away = wasSeen(evidence, 'log-line') || milestones['queue-created'].state === 'reached';
  if (away || !started || !consumerMissing(timeline)) return undefined;
  return {
    confidence: 'possible',
    headline: `RabbitMQ may refuse the login of job ${jobOf(timeline)}`,
    summary: `Whether RabbitMQ refuses job ${jobOf(timeline)} was not seen: only the logs tell`,
    remedy: 'Give the job’s RabbitMQ user its password and rights back, if the broker’s log names it',
    because: absences(timeline).slice(-1),
    gaps: evidence.gaps.filter(({ kinds }) => kinds.includes('log-line')),
    refuter: 'The log of the job saying that it is connected to RabbitMQ would show it wrong',
    commands: brokerCommands(timeline),
  };
}

/** Looks of the bot that were turned away, by the way that counts: AMQP, or the management API where it is the only one. */
export function refusalsOfBot(timeline: Timeline): readonly Observation<BrokerState>[] {
  const states = all(timeline, 'broker-state');
  const amqp = states.filter(({ fact }) => fact.via === 'amqp');
  return (amqp.length > 0 ? amqp : states).filter(({ fact }) => LOGIN.test(fact.detail));
}

/** As the probe words a refused login, a vhost that is unknown or forbidden, and a queue that may not be looked at. */
const LOGIN =
  /\b403\b|\b530\b|ACCESS[-_]REFUSED|RESOURCE[-_]LOCKED|got <ConnectionClose|refused the login|knows no vhost/;

function brokerCommands(timeline: Timeline): readonly string[] {
  return [
    rabbitmqctl(timeline, 'list_permissions -p <vhost>'),
    `${kubectl(timeline, 'logs rabbitmq-panda-0 --since=10m')} | grep -iE 'refused|denied|not_allowed'`,
  ];
}
