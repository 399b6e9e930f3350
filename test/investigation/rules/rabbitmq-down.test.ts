import { rabbitmqDown } from '#investigation/rules/rabbitmq-down.ts';
import { broker, but, evidence, log, noConsumerRun } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const rest = but(noConsumerRun, ['broker-state', 'queue-state'], broker(20, false), broker(29_000, false));
const line = log(3_000, 'grpc', 'error', 'AMQP connection to rabbitmq-panda:5672 failed: Connection refused');
const backends = log(3_000, 'backend', 'error', 'pika: connection to rabbitmq-panda was reset');

testRule(rabbitmqDown, {
  cause: {
    'it turns the bot away, and the job complains too': evidence([...rest, line], { blind: ['queue-state'] }),
    'it turns the bot away, and the backend complains too': evidence([...rest, backends], { blind: ['queue-state'] }),
  },
  certain: ['it turns the bot away, and the job complains too'],
  possible: {
    'it turns the bot away, and no log could be read': evidence(rest, { blind: ['queue-state', 'log-line'] }),
  },
  not: {
    'only the bot cannot reach it: its own way may be broken': evidence(rest, { blind: ['queue-state'] }),
    'it answered the bot': evidence([...rest, line, broker(10_000, true)]),
  },
});
