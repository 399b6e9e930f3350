import { podEvicted } from '#investigation/rules/pod-evicted.ts';
import { event, evidence, healthyRun, noConsumerRun, pod } from '../../support/evidence.ts';
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
    'only an event says so': evidence([
      ...noConsumerRun.filter(([at, fact]) => fact.kind !== 'pod-state' || at < 9_000),
      event(9_000, 'TaintManagerEviction', 'Marking for deletion Pod panda/grpc-job-19-7-8rlgb', { type: 'Normal' }),
      pod(9_500, 'running', { deleted: true }),
    ]),
  },
  certain: [
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
