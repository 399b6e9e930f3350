import { wasSeen } from '../evidence.ts';
import type { Confidence, Found, Rule } from '../finding.ts';
import type { LogLine, Observation } from '../observation.ts';
import { subjectKinds } from '../subject.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { kubectl } from './commands.ts';
import { all, complaints, consumerMissing, isOfEnvironment, isWayOpen, unknownAnswers } from './read-timeline.ts';

/** The broker answers neither the bot nor the job. */
export const rabbitmqDown: Rule = {
  id: 'rabbitmq-down',
  needs: ['broker-state'],
  explains: [
    'queue-missing',
    'queue-without-consumer',
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
    const states = all(timeline, 'broker-state');
    const [first] = states;
    if (isOfEnvironment(timeline)) return away(timeline);
    if (!consumerMissing(timeline) || !first || states.some(({ fact }) => fact.reachable)) return undefined;
    const lines = complaints(timeline, /amqp|rabbit|broker|pika|:567[12]\b/i);
    const unread = !wasSeen(timeline.evidence, 'log-line');
    if (lines.length === 0 && !unread) return undefined;
    const agrees = lines[0] ? `and the log of ${lines[0].fact.pod} complains about it too` : 'and no log could be read';
    return {
      confidence: confidence(lines),
      summary: `RabbitMQ is down: the bot was turned away (${first.fact.detail}), ${agrees}`,
      remedy: 'Look at the RabbitMQ pod, its alarms and its disk; jobs configured meanwhile do not recover: run again',
      because: [first, ...lines, ...unknownAnswers(timeline).slice(-1)],
      refuter:
        'One connection to RabbitMQ that is accepted in that minute, or a job that made its queue then, would show it wrong',
      commands: commands(timeline),
      open: lines.length > 0 ? [] : ["Whether the job was turned away too was not seen: it may be the bot's own way"],
    };
  },
};

/** Without a job the bot is the only witness. AMQP is the way that jobs take. */
function away(timeline: Timeline): Found | undefined {
  const states = all(timeline, 'broker-state');
  const amqp = states.filter(({ fact }) => fact.via === 'amqp');
  const [first, ...others] = amqp.length > 0 ? amqp : states;
  if (!first || [first, ...others].some(({ fact }) => fact.reachable)) return undefined;
  return {
    confidence: isWayOpen(timeline) || states.some(({ fact }) => fact.reachable) ? 'likely' : 'possible',
    summary: `RabbitMQ does not answer the bot: ${first.fact.detail}`,
    remedy: 'Look at the RabbitMQ pod, its alarms and its disk; no job streams without it',
    because: [first],
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
function confidence(lines: readonly Observation<LogLine>[]): Confidence {
  if (lines.some(({ fact }) => fact.source === 'grpc')) return 'certain';
  return lines.length > 0 ? 'likely' : 'possible';
}
