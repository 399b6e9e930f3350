import { podEvicted } from '#investigation/rules/pod-evicted.ts';
import { event, evidence, healthyRun, noConsumerRun, pod, ZERO } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const evicted = pod(12_000, 'running', {
  phase: 'Failed',
  reason: 'Evicted',
  message:
    'The node was low on resource: memory. Container baby-analyzer was using 9Gi, which exceeds its request of 0.',
  containers: [],
});
const target = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'PreemptionByScheduler',
  message: 'default-scheduler: preempting to accommodate a higher priority pod',
} as const;

testRule(podEvicted, {
  cause: {
    'its consumer had just come': evidence([...healthyRun, [2_950, evicted[1]]]),
    'its node was short of memory': evidence([...noConsumerRun, evicted]),
    'a more important pod took its place': evidence([
      ...noConsumerRun,
      pod(9_000, 'running', { conditions: [target] }),
    ]),
    'what took its place leaves none for the pod that follows': evidence([
      ...noConsumerRun.filter(([at, fact]) => fact.kind !== 'pod-state' || at < 7_000),
      event(7_000, 'Preempted', 'Preempted by panda/vip on node worker-node', { type: 'Normal' }),
      pod(7_100, 'running', { phase: 'Failed', ready: false }),
      pod(7_050, 'pending', {
        name: 'grpc-job-19-7-zzzzz',
        uid: 'u2',
        createdStamp: ZERO + 7_000,
        unschedulable: '0/1 nodes are available: 1 Insufficient nvidia.com/gpu.shared.',
      }),
    ]),
    'only an event says so': evidence([
      ...noConsumerRun.filter(([at, fact]) => fact.kind !== 'pod-state' || at < 9_000),
      event(9_000, 'TaintManagerEviction', 'Marking for deletion Pod panda/grpc-job-19-7-8rlgb', { type: 'Normal' }),
      pod(9_500, 'running', { deleted: true }),
    ]),
  },
  certain: [
    'what took its place leaves none for the pod that follows',
    'its node was short of memory',
    'a more important pod took its place',
    'only an event says so',
    'its consumer had just come',
  ],
  not: {
    'it happened after the limit': evidence([...noConsumerRun, [30_150, evicted[1]]]),
    'its node was only not Ready for another pod': evidence([
      ...noConsumerRun,
      event(9_000, 'NodeNotReady', 'Node is not ready', { object: { kind: 'Pod', name: 'grpc-job-19-71-8rlgb' } }),
    ]),
  },
});
