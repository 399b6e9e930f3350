import { expect, it } from 'vitest';
import { diagnose } from '#investigation/diagnosis/diagnose.ts';
import type { Evidence } from '#investigation/evidence.ts';
import { rules } from '#investigation/rules/index.ts';
import { podCrashed } from '#investigation/rules/pod-crashed.ts';
import { usualRequest } from '#investigation/subject.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import {
  but,
  container,
  event,
  evidence,
  foundEvidence,
  healthyRun,
  kubernetesJob,
  log,
  metadata,
  noConsumerRun,
  pod,
  queue,
  ZERO,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const rest = but(
  noConsumerRun,
  ['pod-state', 'queue-state'],
  pod(330, 'pending'),
  pod(1_500, 'running'),
  queue(2_000, 'absent'),
  queue(29_000, 'absent'),
);
const ended = { state: 'terminated', reason: 'Error', exitCode: 1 } as const;
const crash = container(2_300, 'ready', ended, { phase: 'Failed' });
const why = log(2_200, 'grpc', 'error', '2025-11-13T15:34:17+0000 ERROR pz.baby_analyzer no calibration file');
const jobFailed = kubernetesJob(2_500, true, { active: 0, failed: 1 });

testRule(podCrashed, {
  cause: {
    'it ended with an error at once': evidence([...rest, crash, why, jobFailed]),
    'it was killed by a signal, and nobody says by whom': evidence([
      ...rest,
      container(2_300, 'ready', { ...ended, exitCode: 137 }, { phase: 'Failed' }),
    ]),
    'its log was not read': evidence([...rest, crash], { blind: ['log-line', 'kubernetes-event'] }),
    'it got a signal, and the clean-up took it away long after that': evidence([
      ...rest,
      container(8_000, 'ready', { ...ended, exitCode: 143 }, { phase: 'Failed' }),
      kubernetesJob(30_100, false, { deleted: true }),
    ]),
    'the clean-up took it away later': evidence([
      ...rest,
      crash,
      kubernetesJob(20_000, false, { deleted: true }),
      pod(21_000, 'ready', { deleted: true, ready: false, phase: 'Failed' }),
    ]),
    'the clean-up’s own Job went before': evidence([
      ...rest,
      kubernetesJob(2_000, false, { deleted: true, name: 'cleanup-job-19-7' }),
      crash,
    ]),
    'it restarts again and again': evidence([
      ...rest,
      container(2_300, 'ready', { state: 'waiting', reason: 'CrashLoopBackOff', exitCode: 3, restarts: 2 }),
    ]),
    'it left a queue whose messages grow': evidence(
      but([...rest, crash], ['queue-state'], queue(2_000, {}), queue(29_000, { ready: 40 })),
    ),
    'somebody asks about a job that has crashed before': foundEvidence([
      ...but([...rest], ['configure-answer', 'metadata-answer']),
      crash,
      metadata(3_000, 'id-unknown'),
    ]),
  },
  not: {
    'it ended well': evidence([
      ...rest,
      container(2_300, 'ready', { ...ended, reason: 'Completed', exitCode: 0 }, { phase: 'Succeeded' }),
    ]),
    'it ran out of memory': evidence([
      ...rest,
      container(2_300, 'ready', { ...ended, reason: 'OOMKilled', exitCode: 137 }, { phase: 'Failed' }),
    ]),
    'it ended because its Job was deleted': evidence([
      ...rest,
      kubernetesJob(20_000, false, { deleted: true }),
      container(20_500, 'ready', { ...ended, exitCode: 143 }, { phase: 'Failed' }),
    ]),
    'the kubelet stopped it': evidence([
      ...rest,
      event(20_000, 'Killing', 'Stopping container baby-analyzer'),
      container(20_500, 'ready', ended, { phase: 'Failed' }),
    ]),
    'it got a signal, and its deletion was seen after that': evidence([
      ...rest,
      container(20_000, 'ready', { ...ended, exitCode: 143 }, { phase: 'Failed' }),
      pod(26_000, 'ready', { deleted: true }),
    ]),
    'only the clean-up’s pod failed': evidence([
      ...noConsumerRun,
      container(2_300, 'ready', ended, { phase: 'Failed', role: 'cleanup', name: 'cleanup-job-19-7-xxxxx', uid: 'c1' }),
    ]),
    'another pod took its place': evidence([
      ...rest,
      crash,
      pod(5_000, 'ready', { uid: 'u2', name: 'grpc-job-19-7-zzzzz', createdStamp: ZERO + 3_000 }),
    ]),
  },
});

it('quotes what the pod logged last, and says the exit code', () => {
  expect(podCrashed.find(buildTimeline(evidence([...rest, crash, why, jobFailed])))?.summary).toBe(
    'Pod grpc-job-19-7-8rlgb crashed after 2.3 s: baby-analyzer ended with exit code 1, its Job has failed; it logged "pz.baby_analyzer no calibration file"',
  );
});

it('says whose the error is by what was asked for', () => {
  const remedy = (seen: Evidence) => podCrashed.find(buildTimeline(seen))?.remedy;
  const crashed = [...rest, crash, why, jobFailed];
  expect(remedy(evidence(crashed))).toBe(
    'Give this error to the developers of the analyzer: the request was the usual one',
  );
  expect(remedy(evidence(crashed, { subject: { request: { ...usualRequest, nfft: 8_192 } } }))).toBe(
    'Run again with the usual request; if that works, the analyzer cannot do NFFT 8192',
  );
  expect(remedy(foundEvidence(crashed))).toMatch(/^Give this error to whoever configured the job/);
});

it('is broken before the limit, as nothing starts the pod again', () => {
  const early = evidence([...but(rest, ['metadata-answer', 'queue-state']), crash, metadata(2_900, 'id-unknown')]);
  expect(diagnose(buildTimeline(early), rules).verdict).toBe('broken');
});

it('spoils a consumer that had come', () => {
  const late = evidence([...healthyRun, container(2_950, 'ready', ended, { phase: 'Failed' })]);
  const diagnosis = diagnose(buildTimeline(late), rules);
  expect([diagnosis.verdict, diagnosis.cause?.rule.id]).toEqual(['degraded', 'pod-crashed']);
});

it('is told and is not the cause where it ended after the limit for a consumer', () => {
  const seen = evidence([...rest, container(31_000, 'ready', ended, { phase: 'Failed' })], { endedMs: 40_000 });
  const { cause, alsoFound } = diagnose(buildTimeline(seen), rules);
  expect(cause?.rule.id).not.toBe('pod-crashed');
  expect(alsoFound.map(({ rule }) => rule.id)).toContain('pod-crashed');
});
