import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { connectKubernetes } from '#probes/kubernetes/client.ts';
import { standingPods } from '#probes/kubernetes/standing-pods.ts';
import { type LabCluster, openLabCluster, runningPod } from '../../support/kubernetes-lab-probe.ts';

let cluster: LabCluster;

beforeEach(async () => {
  cluster = await openLabCluster();
});

afterEach(async () => {
  await vi.waitFor(() => expect(cluster.lab.connections).toBe(0));
  await cluster.close();
});

/** On the real clock: a time-out is none of these tests' business. */
function look(signal = new AbortController().signal) {
  const connection = connectKubernetes(cluster.connection.settings, systemClock);
  return standingPods({ connection, clock: systemClock, signal });
}

describe('the standing pods', () => {
  it('are all of the namespace that are no job’s', async () => {
    for (const name of ['backend-1', 'mongodb-0', 'grpc-job-1-16-8rlgb', 'cleanup-job-1-16-zx2c4', 'grpc-job-nightly'])
      cluster.lab.create(runningPod(name, {}));
    const { facts, gap } = await look();
    expect(gap).toBeUndefined();
    expect(facts.map(({ name }) => name).toSorted()).toEqual(['backend-1', 'grpc-job-nightly', 'mongodb-0']);
    expect(facts[0]).not.toHaveProperty('role');
  });

  it('are a gap where they may not be listed, or where the end came first', async () => {
    cluster.lab.deny({ verb: 'list', resource: 'pods' });
    expect(await look()).toMatchObject({ facts: [], gap: { kinds: ['pod-state'], reason: 'refused' } });
    expect(await look(AbortSignal.abort())).toMatchObject({ facts: [], gap: { reason: 'cut-short' } });
  });
});
