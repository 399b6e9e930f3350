import { queueSlow } from '#investigation/rules/queue-slow.ts';
import { but, evidence, healthyRun, metadata, queue, unknownFrom } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const late = but(
  healthyRun,
  ['metadata-answer', 'queue-state'],
  queue(300, 'absent'),
  queue(15_000, 'absent'),
  queue(15_300, {}),
  queue(15_800, { consumers: 1 }),
  ...unknownFrom(400, 15_900),
  metadata(16_000, 'ready'),
);

testRule(queueSlow, {
  cause: { 'the queue came 13 s after the container': evidence(late) },
  certain: [],
  not: {
    'RabbitMQ was not seen, so that it may as well be the consumer': evidence(but(late, ['queue-state']), {
      blind: ['queue-state'],
    }),
  },
});
