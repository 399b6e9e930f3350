import { metadataNotWired } from '#investigation/rules/metadata-not-wired.ts';
import { evidence, noConsumerRun, queue } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

testRule(metadataNotWired, {
  cause: {
    'RabbitMQ has the consumer to the end': evidence([
      ...noConsumerRun,
      queue(3_000, { consumers: 1 }),
      queue(30_000, { consumers: 1 }),
    ]),
  },
  not: {
    'the consumer went away again': evidence([...noConsumerRun, queue(3_000, { consumers: 1 }), queue(30_000, {})]),
    'there was none': evidence(noConsumerRun),
  },
});
