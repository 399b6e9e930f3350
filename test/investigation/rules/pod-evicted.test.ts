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
  certain: ['its node was short of memory', 'a more important pod took its place', 'only an event says so'],
  not: {
    'it happened after the limit': evidence([
      ...noConsumerRun,
      pod(30_150, 'running', { ...evicted[1], name: 'grpc-job-19-7-8rlgb' } as never),
    ]),
    'the consumer had come': evidence([...healthyRun, pod(2_950, 'ready')]),
  },
});
