import { expect, it } from 'vitest';
import { diagnose } from '#investigation/diagnosis/diagnose.ts';
import { consumerFallingBehind } from '#investigation/rules/consumer-falling-behind.ts';
import { rules } from '#investigation/rules/index.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { but, evidence, healthyRun, noConsumerRun, queue } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const waiting = (...ready: readonly number[]) =>
  but(
    healthyRun,
    ['queue-state'],
    queue(2_100, 'absent'),
    queue(2_300, { ready: 200 }),
    ...ready.map((count, i) => queue(2_600 + i * 200, { consumers: 1, ready: count })),
  );
const growing = evidence(waiting(40, 60, 60, 90));

testRule(consumerFallingBehind, {
  cause: { 'messages wait in growing number though it is there': growing },
  not: {
    'a backlog is taken': evidence(waiting(200, 120, 60, 10)),
    'messages come and go': evidence(waiting(10, 30, 10, 30, 10)),
    'two looks are no trend': evidence(waiting(0, 60)),
    'a few wait between two deliveries': evidence(waiting(0, 2, 4)),
    'there is no consumer': evidence([...noConsumerRun, queue(5_000, { ready: 50 }), queue(9_000, { ready: 90 })]),
  },
});

it('makes a run whose consumer came in time degraded, and never broken', () => {
  expect(diagnose(buildTimeline(growing), rules).verdict).toBe('degraded');
});
