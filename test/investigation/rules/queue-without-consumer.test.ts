import { expect, it } from 'vitest';
import { queueWithoutConsumer } from '#investigation/rules/queue-without-consumer.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { but, evidence, noConsumerRun, queue, type Seen } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const growing = but(
  noConsumerRun,
  ['queue-state'],
  queue(2_300, {}),
  queue(10_000, { ready: 30 }),
  queue(29_900, { ready: 110 }),
);

const byManagement = growing.map(
  ([at, fact]): Seen => [at, fact.kind === 'queue-state' ? { ...fact, via: 'management' } : fact],
);

testRule(queueWithoutConsumer, {
  cause: {
    'messages grow and nobody takes them': evidence(growing),
    'only the management API counts them': evidence(byManagement),
  },
  certain: ['messages grow and nobody takes them'],
  not: {
    'no message came: there is nothing to take': evidence(noConsumerRun),
    'there was a consumer': evidence([...growing, queue(5_000, { consumers: 1 })]),
  },
});

it('says in the first line that messages pile up, and the same one however many they are', () => {
  const headline = 'messages pile up in the queue of job 19-7, which never had a consumer';
  for (const seen of [growing, [...growing, queue(29_950, { ready: 130 })]])
    expect(queueWithoutConsumer.find(buildTimeline(evidence(seen)))?.headline).toBe(headline);
});
