import type { Rule } from '../finding.ts';
import { rabbitmqctl } from './commands.ts';
import { all, jobOf, unknownAnswers } from './looks.ts';
import { refusalsOfBot } from './rabbitmq-refused.ts';

/** RabbitMQ can be reached, and its management API not: a queue whose name ends in a time is found by nothing else. */
export const rabbitmqManagementAbsent: Rule = {
  id: 'rabbitmq-management-absent',
  needs: [],
  explains: [],
  blames: 'path',
  find(timeline) {
    const { evidence, milestones } = timeline;
    const gaps = evidence.gaps.filter(({ kinds, detail }) => kinds.includes('queue-state') && MANAGEMENT.test(detail));
    const amqp = all(timeline, 'broker-state').filter(({ fact }) => fact.via === 'amqp');
    const reached = amqp.filter(({ fact }) => fact.reachable);
    const [gap] = gaps;
    if (!gap || milestones['consumer-ready'].state === 'reached') return undefined;
    if ((amqp.length > 0 && reached.length === 0) || refusalsOfBot(timeline).length > 0) return undefined;
    const looks = all(timeline, 'broker-state').filter(({ fact }) => fact.via === 'management');
    return {
      confidence: 'certain',
      summary: `The queue of job ${jobOf(timeline)} could not be seen: ${gap.detail}`,
      remedy:
        'Give this environment the address of the management API and a user with the tag monitoring; until then look at the queues by hand',
      because: [...reached.slice(0, 1), ...looks.slice(0, 1), ...unknownAnswers(timeline).slice(-1)],
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

/** Every gap of the queue's probe that this API would have closed names it. */
const MANAGEMENT = /\bmanagement API\b/;
