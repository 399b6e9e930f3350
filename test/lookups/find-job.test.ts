import { describe, expect, it } from 'vitest';
import type { KubernetesJobState, PodState } from '#investigation/observation.ts';
import { findJob } from '#lookups/find-job.ts';
import type { Snapshot } from '#probes/kubernetes/snapshot.ts';
import { stoppedClock } from '../support/ask-slack.ts';
import { pod, ZERO } from '../support/evidence.ts';

const limits = { consumerGoodMs: 5_000, consumerWarnMs: 20_000, consumerFailMs: 30_000, configureMs: 1_000 };
const asked = { investigation: 'q1', environment: 'staging', requestedBy: 'U1', jobId: '1-16' };
/** The cluster's clock is a minute ahead of the bot's. */
const AHEAD_MS = 60_000;

function job(name: string, ageMs: number): KubernetesJobState {
  const createdStamp = ZERO + AHEAD_MS - ageMs;
  return {
    kind: 'kubernetes-job-state',
    name,
    exists: true,
    deleted: false,
    active: 1,
    succeeded: 0,
    failed: 0,
    createdStamp,
  };
}

function podCalled(name: string, ageMs: number): PodState {
  const [, fact] = pod(0, 'ready', { name, createdStamp: ZERO + AHEAD_MS - ageMs });
  return fact as PodState;
}

function find(seen?: Partial<Snapshot>) {
  const whole: Snapshot = {
    at: ZERO,
    clusterNow: ZERO + AHEAD_MS,
    pods: [],
    others: [],
    clockReadings: [],
    jobs: [],
    services: [],
    events: [],
    gaps: [],
  };
  const snapshot = seen && { snapshot: async () => ({ ...whole, ...seen }) };
  return findJob({ ...snapshot, clock: stoppedClock(ZERO), limits }, asked);
}

describe('a job that somebody else started', () => {
  it('begins when its Kubernetes Job was made, by the cluster’s own clock', async () => {
    const subject = await find({ jobs: [job('grpc-job-1-16', 12_000)] });
    expect(subject).toEqual({
      investigation: 'q1',
      environment: 'staging',
      requestedBy: 'U1',
      zero: ZERO - 12_000,
      job: { id: '1-16' },
      limits,
      timeoutMs: 30_000,
    });
  });

  it('begins with its pod where the Job is gone already', async () => {
    expect((await find({ pods: [podCalled('grpc-job-1-16-8rlgb', 9_000)] })).zero).toBe(ZERO - 9_000);
  });

  it('is asked about for three seconds more when it is older than the limit', async () => {
    expect((await find({ jobs: [job('grpc-job-1-16', 41_000)] })).timeoutMs).toBe(44_000);
  });

  it('is asked about for three seconds when it is not there', async () => {
    const subject = await find({
      jobs: [job('grpc-job-1-163', 12_000)],
      pods: [podCalled('grpc-job-1-163-8rlgb', 9_000)],
    });
    expect([subject.zero, subject.timeoutMs]).toEqual([ZERO, 3_000]);
  });

  it('is not taken for absent where Jobs or pods could not be listed, or nobody can look', async () => {
    const gap = { kinds: ['pod-state'], reason: 'refused', detail: 'no' } as const;
    expect((await find({ gaps: [gap] })).timeoutMs).toBe(30_000);
    expect((await find()).timeoutMs).toBe(30_000);
    expect((await find({ gaps: [{ ...gap, about: 'backend' }] })).timeoutMs).toBe(3_000);
  });
});
