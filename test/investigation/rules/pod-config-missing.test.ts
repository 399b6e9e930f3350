import { podConfigMissing } from '#investigation/rules/pod-config-missing.ts';
import { but, container, event, evidence, healthyRun, noConsumerRun, pod, queue } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const rest = but(noConsumerRun, ['pod-state', 'queue-state'], queue(2_100, 'absent'), queue(29_900, 'absent'));
const words = { reason: 'CreateContainerConfigError', message: 'configmap "analyzer-settings" not found' };
const waiting = container(5_100, 'scheduled', words);
const creating = container(1_500, 'scheduled', { reason: 'ContainerCreating' });
const mount = event(
  3_000,
  'FailedMount',
  'MountVolume.SetUp failed for volume "models" : secret "model-key" not found',
  {
    count: 5,
  },
);

testRule(podConfigMissing, {
  cause: {
    'a ConfigMap is missing': evidence([
      ...rest,
      creating,
      waiting,
      event(4_300, 'Failed', 'Error: configmap "analyzer-settings" not found'),
    ]),
    'a volume cannot be mounted': evidence([...rest, creating, mount]),
    'its volume claim is missing': evidence([
      ...rest,
      pod(400, 'pending', { unschedulable: 'persistentvolumeclaim "models" not found' }),
    ]),
    'events could not be seen': evidence([...rest, creating, waiting], { blind: ['kubernetes-event'] }),
  },
  not: {
    'it was there at the second try': evidence([...rest, waiting, pod(6_000, 'running')]),
    'the pod waits for a node alone': evidence([
      ...rest,
      pod(400, 'pending', { unschedulable: '1 Insufficient nvidia.com/gpu.shared.' }),
    ]),
    'the consumer came all the same': evidence([...healthyRun, mount]),
  },
});
