import { expect, it } from 'vitest';
import { podNotScheduled } from '#investigation/rules/pod-not-scheduled.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { but, event, evidence, noConsumerRun, pod, queue, type Seen } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const why = '0/2 nodes are available: 2 Insufficient nvidia.com/gpu.shared.';
const rest = but(noConsumerRun, ['pod-state', 'queue-state'], queue(2_000, 'absent'), queue(29_000, 'absent'));

const ofAnotherPod = ([at, fact]: Seen): Seen =>
  fact.kind === 'kubernetes-event'
    ? [at, { ...fact, object: { kind: 'Pod', name: 'grpc-job-18-2-k7x2p' } }]
    : [at, fact];

testRule(podNotScheduled, {
  cause: {
    'its condition says so': evidence([...rest, pod(330, 'pending', { unschedulable: why })]),
    'an event says so': evidence([...rest, pod(330, 'pending'), event(400, 'FailedScheduling', why)]),
  },
  certain: ['its condition says so', 'an event says so'],
  not: {
    'it was scheduled in the end': evidence([
      ...rest,
      pod(330, 'pending', { unschedulable: why }),
      pod(9_000, 'scheduled'),
    ]),
    'the words are about another pod': evidence([
      ...rest,
      pod(330, 'pending'),
      ofAnotherPod(event(400, 'FailedScheduling', why)),
    ]),
    'nothing says why it is Pending': evidence([...rest, pod(330, 'pending')]),
  },
});

it.each([
  ['2 Insufficient nvidia.com/gpu.shared.', 'no GPU is free', /^Run again in a minute.*bring a node back$/],
  [
    '1 Insufficient nvidia.com/gpu.shared, 1 node(s) were unschedulable.',
    '1 node has no free GPU and 1 node is cordoned',
    /^Run again in a minute.*gpu\.shared is short then too, bring a node back: 1 is cordoned, perhaps on purpose/,
  ],
  [
    "1 node(s) had taint {node.kubernetes.io/unreachable: }, that the pod didn't tolerate, 2 Insufficient cpu.",
    '1 node is not ready and 2 nodes have not enough cpu',
    /bring a node back: 1 is not ready/,
  ],
  [
    '2 node(s) were unschedulable. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
    'every node is cordoned',
    /^Uncordon a node that is not in maintenance/,
  ],
  ['2 node(s) were not ready.', 'no node is ready', /^Bring back a node/],
  [
    "1 node(s) didn't match node selector, 1 Insufficient cpu.",
    'the scheduler says why below',
    /^Run again in a minute/,
  ],
])('tells each obstacle that the scheduler counts, and no more: %s', (said, told, act) => {
  const words = `0/2 nodes are available: ${said}`;
  const seen = evidence([...rest, pod(330, 'pending', { unschedulable: words })]);
  const found = podNotScheduled.find(buildTimeline(seen));
  expect(found?.headline).toBe(`job 19-7 found no node: ${told}`);
  expect(found?.remedy).toMatch(act);
});
