import { kubernetesWarned } from '#investigation/rules/kubernetes-warned.ts';
import {
  but,
  container,
  event,
  evidence,
  healthyRun,
  kubernetesJob,
  noConsumerRun,
  pod,
  queue,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const rest = but(noConsumerRun, ['pod-state', 'queue-state'], queue(2_100, 'absent'), queue(29_900, 'absent'));
const created = container(1_500, 'scheduled', { reason: 'ContainerCreating' });
const odd = event(4_000, 'NodeAllocatableEnforced', 'the node says something that nobody has heard before');

testRule(kubernetesWarned, {
  cause: {
    'an event that no rule knows': evidence([...rest, created, odd]),
    'a reason to wait that no rule knows': evidence([
      ...rest,
      container(4_000, 'scheduled', { reason: 'SomethingNew', message: 'wait for it' }),
    ]),
    'a Job that failed for a reason of its own': evidence([
      ...rest,
      kubernetesJob(4_000, true, {
        active: 0,
        failed: 1,
        failure: { reason: 'PodFailurePolicy', message: 'exit code 42' },
      }),
    ]),
  },
  possible: {
    'the analyzer came up all the same': evidence([...noConsumerRun, odd]),
  },
  not: {
    'it warned of nothing': evidence(noConsumerRun),
    'it says only that the container ended in an error': evidence([
      ...rest,
      container(4_000, 'ready', { state: 'terminated', reason: 'Error', exitCode: 137 }, { phase: 'Failed' }),
    ]),
    'it warned of another job’s pod': evidence([
      ...rest,
      pod(400, 'pending'),
      event(4_000, 'FailedMount', 'no', { object: { kind: 'Pod', name: 'grpc-job-19-71-8rlgb' } }),
    ]),
    'it only counts the end of a pod': evidence([
      ...noConsumerRun,
      event(12_000, 'BackoffLimitExceeded', 'Job has reached the specified backoff limit', {
        object: { kind: 'Job', name: 'grpc-job-19-7' },
      }),
    ]),
    'the consumer came all the same': evidence([...healthyRun, odd]),
  },
});
