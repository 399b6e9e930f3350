import { metadataSlow } from '#investigation/rules/metadata-slow.ts';
import { but, evidence, healthyRun, metadata, queue, unknownFrom } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const late = [...but(healthyRun, ['metadata-answer']), ...unknownFrom(400, 19_300), metadata(19_400, 'ready')];

testRule(metadataSlow, {
  cause: { 'RabbitMQ had the consumer long before': evidence(late) },
  not: {
    'the consumer itself came late': evidence([
      ...but(
        late,
        ['queue-state'],
        queue(2_100, 'absent'),
        queue(2_300, {}),
        queue(19_000, {}),
        queue(19_200, { consumers: 1 }),
      ),
    ]),
    'RabbitMQ was not seen': evidence(but(late, ['queue-state']), { blind: ['queue-state'] }),
  },
});
