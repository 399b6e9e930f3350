import { expect, it } from 'vitest';
import { podOutOfMemory } from '#investigation/rules/pod-out-of-memory.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import {
  but,
  container,
  event,
  evidence,
  foundEvidence,
  healthyRun,
  kubernetesJob,
  noConsumerRun,
  pod,
  queue,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const rest = but(
  noConsumerRun,
  ['pod-state', 'queue-state'],
  pod(330, 'pending'),
  pod(1_500, 'running'),
  queue(2_300, {}),
  queue(29_000, {}),
);
const killed = { state: 'terminated', reason: 'OOMKilled', exitCode: 137 } as const;
const end = container(4_000, 'ready', killed, { phase: 'Failed' });
const bySignal = container(4_000, 'ready', { ...killed, reason: 'Error' }, { phase: 'Failed' });
const large = {
  view: 'multichannel',
  channels: { min: 1, max: 2_222 },
  nfft: 65_536,
  frequency: { min: 0, max: 500 },
  duration: 10,
  height: 1_000,
} as const;

testRule(podOutOfMemory, {
  cause: {
    'Kubernetes says OOMKilled': evidence([...rest, end]),
    'metadata was ready before': evidence([...healthyRun, container(2_950, 'ready', killed, { phase: 'Failed' })]),
    'the clean-up took it away later': evidence([
      ...rest,
      end,
      kubernetesJob(20_000, false, { deleted: true }),
      pod(21_000, 'ready', { deleted: true, ready: false, phase: 'Failed' }),
    ]),
    'somebody asks about a job that was killed': foundEvidence([...rest, end]),
  },
  possible: {
    'it was killed by signal 9, and nobody else is known to have done it': evidence([...rest, bySignal]),
  },
  not: {
    'it ended with another exit code': evidence([
      ...rest,
      container(4_000, 'ready', { ...killed, reason: 'Error', exitCode: 1 }, { phase: 'Failed' }),
    ]),
    'the node evicted it': evidence([
      ...rest,
      bySignal,
      event(3_900, 'Evicted', 'The node was low on resource: ephemeral-storage'),
    ]),
    'its liveness probe had failed, and no event tells of the kill': evidence([
      ...rest,
      bySignal,
      event(3_900, 'Unhealthy', 'Liveness probe failed: health: deadlock detected'),
    ]),
    'it got the last signal of a deletion that was seen later': evidence([
      ...rest,
      bySignal,
      pod(9_000, 'ready', { deleted: true }),
    ]),
    'its deletion had begun': evidence([
      ...rest,
      kubernetesJob(3_500, false, { deleted: true }),
      container(4_000, 'ready', { ...killed, reason: 'Error' }, { phase: 'Failed' }),
    ]),
  },
});

it('says how large the request is, where it is large', () => {
  const found = podOutOfMemory.find(buildTimeline(evidence([...rest, end], { subject: { request: large } })));
  expect(found?.remedy).toBe(
    'Ask for less than NFFT 65536 × 2222 channels (2844 times the usual 1024 × 50); if it has to be so much, raise the memory limit of the grpc Job',
  );
  expect(podOutOfMemory.find(buildTimeline(evidence([...rest, end])))?.remedy).toMatch(
    /^Raise the memory limit of the grpc Job to twice as much, /,
  );
});

it('names the limit that there is, where the pod tells it', () => {
  const limited = container(4_000, 'ready', { ...killed, memoryLimit: '2Gi' }, { phase: 'Failed' });
  expect(podOutOfMemory.find(buildTimeline(evidence([...rest, limited])))?.remedy).toMatch(
    /^Raise the memory limit of the grpc Job \(now 2Gi\) to twice as much, then run again/,
  );
});

it('names the image that had enough for the same request, where a run with another one is remembered', () => {
  const healthy = [{ investigation: 'h1', startedAt: 0, signals: { 'pod.image': 'baby-analyzer:1' } }];
  const seen = { ...evidence([...rest, end]), background: { investigations: 1, knownErrors: [], healthy } };
  expect(podOutOfMemory.find(buildTimeline(seen))?.remedy).toBe(
    'Set the image in the template of the grpc Job back to baby-analyzer:1, then run again: it had enough for this request',
  );
});

it('is certain only where Kubernetes itself names the reason', () => {
  expect(podOutOfMemory.find(buildTimeline(evidence([...rest, end])))?.confidence).toBe('certain');
  expect(podOutOfMemory.find(buildTimeline(evidence([...rest, bySignal])))?.confidence).toBe('possible');
});

it('says that metadata had answered', () => {
  const later = evidence([...healthyRun, container(2_950, 'ready', killed, { phase: 'Failed' })]);
  expect(podOutOfMemory.find(buildTimeline(later))?.summary).toBe(
    'Pod grpc-job-19-7-8rlgb ran out of memory after 2.95 s: baby-analyzer was killed (OOMKilled, exit code 137), though metadata had answered for it',
  );
});
