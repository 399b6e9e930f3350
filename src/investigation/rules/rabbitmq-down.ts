import { all, complaints, consumerMissing, unknownAnswers } from './looks.ts';
import type { Rule } from './rule.ts';

/** The broker answers neither the bot nor the job. */
export const rabbitmqDown: Rule = {
  id: 'rabbitmq-down',
  needs: ['broker-state'],
  explains: ['queue-missing', 'queue-without-consumer', 'consumer-never-created'],
  blames: 'stack',
  find(timeline) {
    const states = all(timeline, 'broker-state');
    if (!consumerMissing(timeline) || states.length === 0 || states.some(({ fact }) => fact.reachable))
      return undefined;
    const lines = complaints(timeline, /amqp|rabbit|broker|pika|:567[12]\b/i);
    const first = states[0];
    if (!first || lines.length === 0) return undefined;
    return {
      summary: `RabbitMQ is down: the bot was turned away (${first.fact.detail}), and the log of ${lines[0]?.fact.pod} complains about it too`,
      remedy: 'Look at the RabbitMQ pod, its alarms and its disk; jobs configured meanwhile do not recover: run again',
      because: [first, ...lines, ...unknownAnswers(timeline).slice(-1)],
    };
  },
};
