import { describe, expect, it } from 'vitest';
import type { Subject } from '#investigation/subject.ts';
import { birthsProbe } from '#probes/jobs/births.ts';
import { notConfigured } from '../../support/evidence.ts';
import { type LabCluster, openLabCluster } from '../../support/kubernetes-lab-probe.ts';
import { testProbe } from '../../support/probe-contract.ts';
import { collect, factsOf, subject } from '../../support/subject.ts';

/** Configure was sent a second ago, and its answer names no job. */
function unanswered({ clock }: LabCluster): Subject {
  const now = clock.now();
  const { job: _none, ...rest } = subject({}, clock);
  return { ...rest, configure: notConfigured({ outcome: 'unanswered', sentAt: now - 1_000, answeredAt: now - 500 }) };
}

function make({ lab, clock }: LabCluster, name: string, agedS = 0): void {
  const creationTimestamp = new Date(clock.now() - agedS * 1_000).toISOString();
  lab.create({ kind: 'Job', metadata: { namespace: 'panda', name, creationTimestamp }, status: { active: 1 } });
}

const born = (cluster: LabCluster) => collect(birthsProbe(cluster), unanswered(cluster), {});

testProbe('the births probe', {
  async open() {
    const cluster = await openLabCluster();
    make(cluster, 'grpc-job-20-8');
    return {
      probe: birthsProbe(cluster),
      subject: unanswered(cluster),
      setDown: (down) => cluster.lab.setDown(down),
      connections: () => cluster.lab.connections,
      close: cluster.close,
    };
  },
});

describe('the births probe', () => {
  it('finds the grpc Jobs that were made since configure was sent, and no other', async () => {
    const cluster = await openLabCluster();
    make(cluster, 'grpc-job-3-9', 600);
    make(cluster, 'cleanup-job-20-8');
    make(cluster, 'grpc-job-20-8');
    const facts = factsOf(await born(cluster), 'kubernetes-job-state');
    expect(facts.map(({ name }) => name)).toEqual(['grpc-job-20-8']);
    await cluster.close();
  });

  it('looks for 5 s, and tells nothing where none was made', async () => {
    const cluster = await openLabCluster();
    const from = cluster.clock.now();
    expect(await born(cluster)).toEqual([]);
    expect(cluster.clock.now() - from).toBeGreaterThanOrEqual(4_500);
    await cluster.close();
  });
});
