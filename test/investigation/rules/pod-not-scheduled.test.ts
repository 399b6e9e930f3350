import { podNotScheduled } from '#investigation/rules/pod-not-scheduled.ts';
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
