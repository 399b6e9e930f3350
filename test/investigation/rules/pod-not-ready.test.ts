import { expect, it } from 'vitest';
import { podNotReady } from '#investigation/rules/pod-not-ready.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import {
  but,
  event,
  evidence,
  healthyRun,
  kubernetesJob,
  noConsumerRun,
  pod,
  queue,
  unknownFrom,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const rest = but(
  noConsumerRun,
  ['pod-state', 'queue-state'],
  pod(330, 'pending'),
  pod(380, 'scheduled'),
  queue(2_300, {}),
  queue(29_000, {}),
);
const words = 'Readiness probe failed: dial tcp 10.42.0.7:5000: connect: connection refused';
const failing = event(6_000, 'Unhealthy', words, { count: 5 });
const running = pod(1_500, 'running');

testRule(podNotReady, {
  cause: {
    'events tell of its readiness probe': evidence([...rest, running, failing]),
    'no event came': evidence([...rest, running]),
    'events could not be seen': evidence([...rest, running], { blind: ['kubernetes-event', 'log-line'] }),
    'it lost its readiness': evidence([...rest, pod(1_500, 'ready'), pod(9_000, 'running'), failing]),
    'its queue is missing for it': evidence(
      but([...rest, running, failing], ['queue-state'], queue(2_300, 'absent'), queue(29_000, 'absent')),
    ),
    'it was cleaned up before the limit': evidence([
      ...rest,
      running,
      failing,
      kubernetesJob(20_000, false, { deleted: true }),
      pod(28_000, 'running', { deleted: true }),
    ]),
  },
  possible: {
    'its container began late': evidence([...rest, pod(25_000, 'running')]),
    'it lost its readiness just before the wait ended, long before the limit': evidence(
      but(
        [...rest, pod(1_500, 'ready'), pod(9_000, 'running'), ...unknownFrom(400, 12_000)],
        ['metadata-answer'],
      ).concat(unknownFrom(400, 12_000)),
      { endedMs: 12_100 },
    ),
  },
  not: {
    'it got Ready': evidence([...rest, running, failing, pod(9_000, 'ready')]),
    'it ended': evidence([...rest, pod(1_500, 'running', { phase: 'Failed' })]),
    'it lost its readiness as it was deleted': evidence([
      ...rest,
      pod(1_500, 'ready'),
      kubernetesJob(20_000, false, { deleted: true }),
      pod(20_500, 'running'),
    ]),
    'the consumer came all the same': evidence([...but(healthyRun, ['pod-state']), running, failing]),
    'the limit is not up': evidence(but([...rest, running, failing], ['metadata-answer'])),
  },
});

it('is certain with the words of the probe, and likely without', () => {
  const found = podNotReady.find(buildTimeline(evidence([...rest, running, failing])));
  expect(found?.confidence).toBe('certain');
  expect(found?.summary).toBe(
    `Pod grpc-job-19-7-8rlgb runs since 0.0–1.5 s and was not Ready at the limit of 30 s, 28.5 s later: ${words} (5 times)`,
  );
  expect(podNotReady.find(buildTimeline(evidence([...rest, running])))?.confidence).toBe('likely');
});

it('takes a probe of another pod for no proof', () => {
  const other = event(6_000, 'Unhealthy', words, { object: { kind: 'Pod', name: 'grpc-job-119-7-8rlgb' } });
  expect(podNotReady.find(buildTimeline(evidence([...rest, running, other])))?.confidence).toBe('likely');
});

it('names the container beside the analyzer that is over', () => {
  const analyzer = { name: 'analyzer', image: 'a:1', state: 'running', ready: true, restarts: 0 } as const;
  const metrics = {
    name: 'metrics',
    image: 'm:1',
    state: 'terminated',
    exitCode: 1,
    ready: false,
    restarts: 0,
  } as const;
  const seen = evidence([...rest, pod(1_500, 'ready'), pod(5_700, 'running', { containers: [analyzer, metrics] })]);
  const found = podNotReady.find(buildTimeline(seen));
  expect(found?.confidence).toBe('certain');
  expect(found?.summary).toContain('its container metrics ended with exit code 1');
});
