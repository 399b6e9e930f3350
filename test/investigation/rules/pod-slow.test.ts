import { expect, it } from 'vitest';
import { podSlow } from '#investigation/rules/pod-slow.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { but, event, evidence, healthyRun, metadata, pod, queue, unknownFrom } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const late = but(
  healthyRun,
  ['metadata-answer', 'queue-state', 'pod-state'],
  pod(330, 'pending'),
  pod(380, 'scheduled'),
  pod(14_000, 'running'),
  pod(14_300, 'ready'),
  queue(14_200, 'absent'),
  queue(14_800, {}),
  queue(15_100, { consumers: 1 }),
  ...unknownFrom(400, 15_100),
  metadata(15_200, 'ready'),
);

testRule(podSlow, {
  cause: { 'the container started after 14 s': evidence(late) },
  certain: [],
  not: { 'the pod was not seen': evidence(but(late, ['pod-state']), { blind: ['pod-state'] }) },
});

it('says what Kubernetes warned of meanwhile', () => {
  const words = '0/1 nodes are available: 1 Insufficient nvidia.com/gpu.shared.';
  const held = evidence([...late, event(400, 'FailedScheduling', words)]);
  const found = podSlow.find(buildTimeline(held));
  expect(found?.summary).toContain(words);
  expect(found?.because.map(({ fact }) => fact.kind)).toContain('kubernetes-event');
});
