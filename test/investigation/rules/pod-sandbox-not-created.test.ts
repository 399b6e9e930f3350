import { podSandboxNotCreated } from '#investigation/rules/pod-sandbox-not-created.ts';
import { but, container, event, evidence, healthyRun, noConsumerRun, pod, queue } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const rest = but(noConsumerRun, ['pod-state', 'queue-state'], queue(2_100, 'absent'), queue(29_900, 'absent'));
const creating = container(1_500, 'scheduled', { reason: 'ContainerCreating' });
const failed = event(
  2_000,
  'FailedCreatePodSandBox',
  'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: plugin type="calico" failed: no more addresses',
  { count: 3 },
);

testRule(podSandboxNotCreated, {
  cause: { 'the network plugin fails': evidence([...rest, creating, failed]) },
  certain: ['the network plugin fails'],
  not: {
    'it went on by itself': evidence([...rest, creating, failed, pod(9_000, 'running')]),
    'it happened to another pod': evidence([
      ...rest,
      creating,
      event(2_000, 'FailedCreatePodSandBox', 'failed', { object: { kind: 'Pod', name: 'grpc-job-19-71-8rlgb' } }),
    ]),
    'the consumer came all the same': evidence([...healthyRun, failed]),
  },
});
