import { initContainerHangs } from '#investigation/rules/init-container-hangs.ts';
import { but, evidence, log, noConsumerRun, pod, queue } from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const rest = but(noConsumerRun, ['pod-state', 'queue-state'], queue(2_100, 'absent'), queue(29_900, 'absent'));
const image = 'baby-analyzer:2';
const preparing = (state: 'running' | 'terminated', isMarked: boolean) =>
  pod(9_100, 'scheduled', {
    containers: [
      { name: 'analyzer', image, state: 'waiting', ready: false, restarts: 0, reason: 'PodInitializing' },
      {
        name: 'wait-for-recorder',
        image,
        state,
        ready: false,
        restarts: 0,
        ...(isMarked && { init: true as const }),
        ...(state === 'terminated' && { exitCode: 0 }),
      },
    ],
  });

testRule(initContainerHangs, {
  cause: {
    'it waits for the recorder': evidence([...rest, preparing('running', true)]),
    'evidence of earlier versions does not mark it': evidence([...rest, preparing('running', false)]),
    'its log says what it waits for': evidence([
      ...rest,
      preparing('running', true),
      log(9_500, 'grpc', 'info', 'waiting for recorder:50051'),
    ]),
  },
  possible: {
    'the limit is not up': evidence([...rest, preparing('running', true)].filter(([at]) => at < 20_000)),
  },
  not: {
    'it ended': evidence([...rest, preparing('terminated', true), pod(12_000, 'running')]),
  },
});
