import { expect, it } from 'vitest';
import { cleanedUpEarly } from '#investigation/rules/cleaned-up-early.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import {
  but,
  container,
  evidence,
  foundEvidence,
  healthyRun,
  kubernetesJob,
  log,
  noConsumerRun,
  pod,
  queue,
  ZERO,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const jobGone = kubernetesJob(12_000, false, { deleted: true });
const podGone = pod(14_000, 'ready', { deleted: true });
const cut = [...noConsumerRun, jobGone, podGone];
const cleanup = log(
  11_900,
  'cleanup',
  'info',
  '2025-11-13T15:34:27+0000 INFO cleanup CPU is low, deleting grpc-job-19-7',
);
const cancelled = log(
  11_950,
  'grpc',
  'warning',
  'WARNING pz.baby_analyzer gRPC server unavailable: Cancelling all calls',
);
const limits = { consumerGoodMs: 5_000, consumerWarnMs: 20_000, consumerFailMs: 60_000, configureMs: 1_000 };

testRule(cleanedUpEarly, {
  cause: {
    'its clean-up says so': evidence([...cut, cleanup]),
    'its analyzer was told to stop': evidence([...cut, cancelled]),
    'no log was read': evidence(cut, { blind: ['log-line'] }),
    'its Job could not be seen': evidence(but(cut, ['kubernetes-job-state']), { blind: ['kubernetes-job-state'] }),
    'it took the queue along': evidence(but(cut, ['queue-state'], queue(2_000, 'absent'), queue(29_900, 'absent'))),
    'its container ended with it': evidence([
      ...but(noConsumerRun, []),
      jobGone,
      container(13_000, 'ready', { state: 'terminated', reason: 'Error', exitCode: 143 }, { phase: 'Failed' }),
      podGone,
    ]),
    'it went while somebody asked about it': foundEvidence([
      ...but(noConsumerRun, ['configure-answer']),
      jobGone,
      podGone,
    ]),
  },
  not: {
    'it was taken away after the limit': evidence([...noConsumerRun, kubernetesJob(38_000, false, { deleted: true })], {
      endedMs: 45_000,
    }),
    'the consumer had come': evidence([...healthyRun, kubernetesJob(2_950, false, { deleted: true })]),
    'its Job is still there': evidence([...noConsumerRun, podGone]),
    'the clean-up’s Job went alone': evidence([
      ...noConsumerRun,
      kubernetesJob(12_000, false, { deleted: true, name: 'cleanup-job-19-7' }),
    ]),
    'another job was deleted': evidence([
      ...noConsumerRun,
      kubernetesJob(12_000, false, { deleted: true, name: 'grpc-job-19-71' }),
    ]),
    'it was old, and somebody asked as it went': foundEvidence([
      ...but(noConsumerRun, ['kubernetes-job-state']),
      kubernetesJob(300, true, { createdStamp: ZERO - 90_000 }),
      kubernetesJob(12_000, false, { deleted: true, createdStamp: ZERO - 90_000 }),
    ]),
    'a new pod took the place of the one that was deleted': evidence([
      ...but(noConsumerRun, ['kubernetes-job-state']),
      podGone,
      pod(15_000, 'ready', { uid: 'u2', name: 'grpc-job-19-7-zzzzz', createdStamp: ZERO + 14_000 }),
    ]),
  },
});

it('is certain by the log of the clean-up, and likely without', () => {
  const found = cleanedUpEarly.find(buildTimeline(evidence([...cut, cleanup])));
  expect(found?.confidence).toBe('certain');
  expect(found?.summary).toBe(
    'Job 19-7 was cleaned up after 12.0 s, before its consumer came and before the limit of 30 s; usually that is 38–57 s after configure: grpc-job-19-7-8rlgb logged "cleanup CPU is low, deleting grpc-job-19-7"',
  );
  expect(cleanedUpEarly.find(buildTimeline(evidence(cut)))?.confidence).toBe('likely');
});

it('says that the consumer was overdue when the clean-up came as late as usual', () => {
  const late = [
    ...noConsumerRun,
    kubernetesJob(38_200, false, { deleted: true }),
    log(38_100, 'cleanup', 'info', 'deleting grpc-job-19-7'),
  ];
  const found = cleanedUpEarly.find(buildTimeline(evidence(late, { subject: { limits }, endedMs: 61_000 })));
  expect(found?.confidence).toBe('likely');
  expect(found?.open?.join()).toMatch(/Ready for 36\.\d s without a consumer/);
});
