import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Birth, watchBirths } from '#capture/job-births.ts';
import { type LabCluster, openLabCluster } from '../support/kubernetes-lab-probe.ts';
import { soon } from '../support/soon.ts';

let cluster: LabCluster;
let stop: AbortController;
let watching: Promise<void>;

beforeEach(async () => {
  cluster = await openLabCluster(20);
  await cluster.connection.prepare();
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await watching;
  await cluster.close();
});

function job(name: string, ageMs = 0) {
  const creationTimestamp = new Date(cluster.clock.now() - ageMs).toISOString().replace(/\.\d+Z$/, 'Z');
  cluster.lab.create({
    kind: 'Job',
    metadata: { name, namespace: 'panda', uid: `uid of ${name} ${ageMs}`, creationTimestamp },
    status: { active: 1 },
  });
}

function watch() {
  const { connection, clock } = cluster;
  const births: Birth[] = [];
  const troubles: string[] = [];
  watching = watchBirths({
    ...{ connection, clock, signal: stop.signal, atLeisure: () => true },
    onBirth: (birth) => void births.push(birth),
    onBlind: ({ reason }) => void troubles.push(reason),
    onMended: () => void troubles.push('mended'),
  });
  return { births, troubles };
}

describe('watching for jobs that are made', () => {
  it('tells of each grpc Job that comes, when it came, and not of its clean-up, nor of what was there before', async () => {
    job('grpc-job-1-5');
    const { births } = watch();
    await cluster.clock.sleep(10_000);
    const before = cluster.clock.now();
    job('grpc-job-2-6');
    job('cleanup-job-2-6');
    job('preprocessor');
    job('grpc-job-3-7');
    await soon(() => expect(births.map(({ jobId }) => jobId)).toEqual(['2-6', '3-7']));
    for (const { bornAt } of births) {
      expect(bornAt).toBeGreaterThanOrEqual(before - 1_000);
      expect(bornAt).toBeLessThanOrEqual(cluster.clock.now());
    }
  });

  it('tells of no Job whose beginning nobody saw: it is a minute old when it is learned of', async () => {
    const { births } = watch();
    await cluster.clock.sleep(10_000);
    job('grpc-job-2-6', 60_000);
    job('grpc-job-3-7');
    await soon(() => expect(births.map(({ jobId }) => jobId)).toEqual(['3-7']));
  });
});
