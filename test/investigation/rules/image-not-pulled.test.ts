import { expect, it } from 'vitest';
import { imageNotPulled } from '#investigation/rules/image-not-pulled.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
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

const failed = 'Failed to pull image "baby-analyzer:2": rpc error: code = NotFound desc = baby-analyzer:2: not found';
const backOff = { reason: 'ImagePullBackOff', message: 'Back-off pulling image "baby-analyzer:2"' };
const rest = but(
  noConsumerRun,
  ['pod-state', 'queue-state'],
  pod(330, 'pending'),
  queue(2_000, 'absent'),
  queue(29_000, 'absent'),
);
const waits = [
  ...rest,
  container(900, 'scheduled', { reason: 'ErrImagePull', message: failed }),
  container(2_000, 'scheduled', backOff),
];

testRule(imageNotPulled, {
  cause: {
    'its container waits for the image': evidence(waits),
    'its name is no image name': evidence([
      ...rest,
      container(900, 'scheduled', { reason: 'InvalidImageName', message: 'couldn’t parse image name "Baby:2"' }),
    ]),
    'only events say so': evidence([
      ...rest,
      container(900, 'scheduled', { reason: 'ContainerCreating' }),
      event(1_500, 'Failed', failed),
      event(9_000, 'BackOff', backOff.message),
    ]),
    'the job was cleaned up before the limit was up': evidence([
      ...waits,
      kubernetesJob(20_000, false, { deleted: true }),
      pod(21_000, 'scheduled', { deleted: true }),
    ]),
    'an older queue of the same id is still there': evidence(
      but(waits, ['queue-state'], queue(2_000, {}), queue(29_000, { ready: 9 })),
    ),
  },
  not: {
    'it was pulled in the end': evidence([...waits, pod(9_000, 'ready')]),
    'it was pulled after the event': evidence([
      ...rest,
      container(900, 'scheduled', { reason: 'ContainerCreating' }),
      event(1_500, 'Failed', failed),
      event(3_000, 'Pulled', 'Successfully pulled image "baby-analyzer:2"'),
    ]),
    'the consumer came': evidence([...healthyRun, event(1_000, 'Failed', failed)]),
    'the events are of another job': evidence([
      ...rest,
      container(900, 'scheduled', { reason: 'ContainerCreating' }),
      event(1_500, 'Failed', failed, { object: { kind: 'Pod', name: 'grpc-job-19-71-8rlgb' } }),
    ]),
    'the clean-up’s pod lacks its image': evidence([
      ...noConsumerRun,
      container(900, 'scheduled', backOff, { role: 'cleanup', name: 'cleanup-job-19-7-xxxxx', uid: 'c1' }),
    ]),
  },
});

it('gives the words that tell why, not those that only wait', () => {
  const found = imageNotPulled.find(buildTimeline(evidence([...waits, event(9_000, 'BackOff', backOff.message)])));
  expect(found?.summary).toBe(
    'Pod grpc-job-19-7-8rlgb did not get its image baby-analyzer:2: baby-analyzer still waits (ImagePullBackOff) after 30.0 s: Failed to pull image "baby-analyzer:2": rpc error: code = NotFound desc = baby-analyzer:2: not found',
  );
  expect(found?.remedy).toMatch(/then run again: baby-analyzer:2 does not exist$/);
});
