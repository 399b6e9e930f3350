import type { Found, Rule } from '../finding.ts';
import type { GapReason } from '../observation.ts';
import { subjectKinds } from '../subject.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { rabbitmqctl } from './commands.ts';
import { isOwn } from './own-settings.ts';
import { refusalsOfBot } from './rabbitmq-refused.ts';
import { absences, all, isOfEnvironment, jobOf } from './read-timeline.ts';

/** RabbitMQ can be reached, and its management API not: a queue whose name ends in a time is found by nothing else. */
export const rabbitmqManagementAbsent: Rule = {
  id: 'rabbitmq-management-absent',
  means: 'RabbitMQ’s management API does not tell the bot',
  needs: [],
  explains: [],
  blames: 'path',
  asksOf: subjectKinds,
  find(timeline) {
    if (isOfEnvironment(timeline)) return untold(timeline);
    const { evidence, milestones } = timeline;
    const gaps = evidence.gaps.filter(
      ({ kinds, reason, detail }) =>
        kinds.includes('queue-state') && MANAGEMENT.test(detail) && !isOwn(reason) && reason !== 'not-told',
    );
    const amqp = all(timeline, 'broker-state').filter(({ fact }) => fact.via === 'amqp');
    const reached = amqp.filter(({ fact }) => fact.reachable);
    const [gap] = gaps;
    if (!gap || milestones['consumer-ready'].state === 'reached') return undefined;
    if ((amqp.length > 0 && reached.length === 0) || refusalsOfBot(timeline).length > 0) return undefined;
    const looks = all(timeline, 'broker-state').filter(({ fact }) => fact.via === 'management');
    if (looks.some(({ fact }) => fact.reachable && !UNREAD.test(fact.detail))) return undefined;
    return {
      confidence: LATE.test(gap.detail) ? 'possible' : 'certain',
      headline: `the queue of job ${jobOf(timeline)} was not seen: RabbitMQ’s management API did not tell the bot`,
      summary: `The queue of job ${jobOf(timeline)} could not be seen: ${gap.detail}`,
      remedy: gap.mend ?? remedy(gap.reason),
      because: [...reached.slice(0, 1), ...looks.slice(0, 1), ...absences(timeline).slice(-1)],
      gaps,
      refuter: 'The management API answering the bot with its list of queues would show it wrong',
      commands: [
        `${rabbitmqctl(timeline, 'list_queues -p <vhost> name consumers messages_ready')} | grep -F -- 'grpc-job-${jobOf(timeline)}'`,
        `${rabbitmqctl(timeline, 'status')} | grep -i -A8 'listeners'`,
      ],
      open: ['Whether the queue exists, and whether anybody consumes from it, was not seen'],
    };
  },
};

function remedy(reason: GapReason): string {
  if (reason === 'not-configured')
    return 'Give this environment the address of the management API, and a user with the tag monitoring';
  return reason === 'refused'
    ? 'Give the bot’s RabbitMQ user the tag monitoring, and focus.yml its password'
    : 'Bring the management API back (plugin rabbitmq_management), or correct rabbitmq.managementUrl in focus.yml';
}

/** Configured, and it tells neither the alarms nor the queues of jobs; what is refused altogether is another rule's. */
function untold(timeline: Timeline): Found | undefined {
  const states = all(timeline, 'broker-state');
  const look = states.find(({ fact }) => fact.via === 'management' && (!fact.reachable || UNREAD.test(fact.detail)));
  const gaps = timeline.evidence.gaps.filter(
    ({ kinds, reason }) =>
      kinds.includes('job-queues') &&
      reason !== 'not-configured' &&
      reason !== 'bot-stalled' &&
      reason !== 'bot-away' &&
      !isOwn(reason),
  );
  const isReached = states.some(({ fact }) => fact.via === 'amqp' && fact.reachable);
  const detail = look?.fact.detail ?? gaps[0]?.detail;
  if (detail === undefined || !isReached || refusalsOfBot(timeline).length > 0) return undefined;
  return {
    confidence: LATE.test(detail) ? 'likely' : 'certain',
    headline: 'RabbitMQ answers, and its management API does not tell its alarms and queues',
    summary: `RabbitMQ answers, and its management API does not tell its alarms and queues: ${detail}`,
    remedy: gaps[0]?.mend ?? 'Correct rabbitmq.managementUrl in focus.yml, and give its user the tag monitoring',
    because: look ? [look] : [],
    gaps,
    refuter: 'The management API answering the bot with its alarms and queues would show it wrong',
    commands: [`${rabbitmqctl(timeline, 'status')} | grep -i -A8 'listeners'`],
  };
}

/** As the probe words an answer without alarms, or a login that is refused. */
const UNREAD = /could not be read|refused the login|knows no vhost/;

/** Of an answer that did not come in time nobody knows whether it would have come. */
const LATE = /\bno answer (?:with)?in\b|\bnot done within\b/;

/** Every gap of the queue's probe that this API would have closed names it. */
const MANAGEMENT = /\bmanagement API\b/;
