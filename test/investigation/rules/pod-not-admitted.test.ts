import { podNotAdmitted } from '#investigation/rules/pod-not-admitted.ts';
import { but, evidence, kubernetesJob, noConsumerRun, pod, queue } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const rest = but(noConsumerRun, ['pod-state', 'queue-state'], queue(2_100, 'absent'), queue(29_900, 'absent'));
const failed = (reason: string, message: string) =>
  pod(900, 'scheduled', { phase: 'Failed', reason, message, containers: [] });

testRule(podNotAdmitted, {
  cause: {
    'the device plugin has no GPU left': evidence([
      ...rest,
      failed(
        'UnexpectedAdmissionError',
        'Allocate failed due to requested number of devices unavailable for nvidia.com/gpu.shared. Requested: 1, Available: 0',
      ),
      kubernetesJob(1_000, true, { failed: 1, active: 0 }),
    ]),
    'the node is out of processor': evidence([
      ...rest,
      failed('OutOfcpu', 'Pod Node didn’t have enough resource: cpu'),
    ]),
  },
  certain: ['the device plugin has no GPU left', 'the node is out of processor'],
  not: {
    'it had begun': evidence([
      ...rest,
      pod(1_500, 'running'),
      pod(9_000, 'running', { phase: 'Failed', reason: 'Evicted' }),
    ]),
    'it does not say why it failed': evidence([...rest, pod(900, 'scheduled', { phase: 'Failed', containers: [] })]),
  },
});
