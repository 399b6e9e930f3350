import { containerNotStarted } from '#investigation/rules/container-not-started.ts';
import { but, container, event, evidence, kubernetesJob, noConsumerRun, pod, queue } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const rest = but(noConsumerRun, ['pod-state', 'queue-state'], queue(2_100, 'absent'), queue(29_900, 'absent'));
const message =
  'failed to create containerd task: OCI runtime create failed: unable to start container process: exec: "/opt/venv/bin/python": stat /opt/venv/bin/python: no such file or directory: unknown';
const ended = { state: 'terminated', reason: 'StartError', exitCode: 128, message } as const;
const failed = container(6_000, 'scheduled', ended, { phase: 'Failed' });

testRule(containerNotStarted, {
  cause: {
    'its command is not in the image': evidence([
      ...rest,
      failed,
      event(3_700, 'Failed', `Error: ${message}`),
      kubernetesJob(6_100, true, { failed: 1, active: 0 }),
    ]),
    'the runtime cannot make it': evidence([
      ...rest,
      container(5_000, 'scheduled', {
        state: 'waiting',
        reason: 'CreateContainerError',
        message: 'context deadline exceeded',
      }),
    ]),
  },
  certain: ['its command is not in the image', 'the runtime cannot make it'],
  not: {
    'it ended with an error of its own': evidence([
      ...rest,
      container(6_000, 'scheduled', { state: 'terminated', reason: 'Error', exitCode: 1 }, { phase: 'Failed' }),
    ]),
    'it runs': evidence([...rest, pod(1_500, 'running')]),
  },
});
