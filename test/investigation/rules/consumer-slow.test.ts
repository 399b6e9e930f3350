import { consumerSlow } from '#investigation/rules/consumer-slow.ts';
import { but, evidence, healthyRun, metadata, queue, unknownFrom } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const late = but(
  healthyRun,
  ['metadata-answer', 'queue-state'],
  queue(300, 'absent'),
  queue(2_100, 'absent'),
  queue(2_300, {}),
  queue(24_700, {}),
  queue(24_950, { consumers: 1 }),
  ...unknownFrom(400, 24_950),
  metadata(25_050, 'ready'),
);

testRule(consumerSlow, {
  cause: { 'the consumer came 22 s after its queue': evidence(late) },
  certain: [],
  not: {
    'RabbitMQ was not seen, so that it may as well be the queue': evidence(but(late, ['queue-state']), {
      blind: ['queue-state'],
    }),
  },
});
