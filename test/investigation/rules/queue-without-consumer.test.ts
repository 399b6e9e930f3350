import { queueWithoutConsumer } from '#investigation/rules/queue-without-consumer.ts';
import { but, evidence, noConsumerRun, queue } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const growing = but(
  noConsumerRun,
  ['queue-state'],
  queue(2_300, {}),
  queue(10_000, { ready: 30 }),
  queue(29_900, { ready: 110 }),
);

testRule(queueWithoutConsumer, {
  cause: { 'messages grow and nobody takes them': evidence(growing) },
  not: {
    'no message came: there is nothing to take': evidence(noConsumerRun),
    'there was a consumer': evidence([...growing, queue(5_000, { consumers: 1 })]),
  },
});
