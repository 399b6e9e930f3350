import { rabbitmqDown } from '#investigation/rules/rabbitmq-down.ts';
import {
  broker,
  brokerState,
  but,
  evidence,
  healthyRun,
  log,
  metadata,
  noConsumerRun,
  queue,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const late = (atMs: number) => brokerState(atMs, { via: 'amqp', reachable: false, detail: 'no answer in 3 s' });
const unheard = but(noConsumerRun, ['broker-state', 'queue-state'], late(3_000), late(29_000));
const managed = [brokerState(30, {}), queue(1_000, 'absent'), queue(29_500, 'absent')];
const rest = but(noConsumerRun, ['broker-state', 'queue-state'], broker(20, false), broker(29_000, false));
const line = log(3_000, 'grpc', 'error', 'AMQP connection to rabbitmq-panda:5672 failed: Connection refused');
const backends = log(3_000, 'backend', 'error', 'pika: connection to rabbitmq-panda was reset');

testRule(rabbitmqDown, {
  cause: {
    'its AMQP port closed while the job started, and the management API answers': evidence([
      ...but(noConsumerRun, ['broker-state', 'queue-state'], broker(20, true)),
      brokerState(21, { via: 'management' }),
      brokerState(1_900, { reachable: false, via: 'amqp', detail: 'the connection was lost: Unexpected close' }),
      brokerState(2_900, { reachable: false, via: 'amqp', detail: 'connect ECONNREFUSED 10.0.0.5:5672' }),
      brokerState(29_000, { reachable: false, via: 'amqp', detail: 'connect ECONNREFUSED 10.0.0.5:5672' }),
      queue(2_100, 'absent'),
      queue(29_900, 'absent'),
    ]),
    'it turns the bot away, and the job complains too': evidence([...rest, line], { blind: ['queue-state'] }),
    'it turns the bot away, and the backend complains too': evidence([...rest, backends], { blind: ['queue-state'] }),
    'its AMQP port refuses, and its management API answers': evidence([...rest, ...managed]),
    'it went just after the consumer came, and took it along': evidence([
      ...healthyRun,
      brokerState(3_000, { via: 'management' }),
      brokerState(3_100, { reachable: false, via: 'amqp', detail: 'the connection was lost: Unexpected close' }),
      log(3_150, 'grpc', 'error', 'AMQP connection to rabbitmq-panda:5672 was lost'),
      metadata(3_300, 'id-unknown'),
    ]),
  },
  certain: [
    'it turns the bot away, and the job complains too',
    'it went just after the consumer came, and took it along',
  ],
  possible: {
    'it went just after the consumer came, and no log says so': evidence([
      ...healthyRun,
      brokerState(3_000, { via: 'management' }),
      brokerState(3_100, { reachable: false, via: 'amqp', detail: 'the connection was lost: Unexpected close' }),
      metadata(3_300, 'id-unknown'),
    ]),
    'it turns the bot away, and no log could be read': evidence(rest, { blind: ['queue-state', 'log-line'] }),
    'it refuses the bot, and no log complains': evidence(rest, { blind: ['queue-state'] }),
    'AMQP gives no answer, and its management API does': evidence([...unheard, ...managed]),
  },
  not: {
    'only the bot gets no answer: its own way may be broken': evidence(unheard, { blind: ['queue-state'] }),
    'it answered the bot': evidence([...rest, line, broker(10_000, true)]),
  },
});
