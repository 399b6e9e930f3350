import { podSlow } from '#investigation/rules/pod-slow.ts';
import { but, evidence, healthyRun, metadata, pod, queue, unknownFrom } from '../../support/evidence.ts';
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
