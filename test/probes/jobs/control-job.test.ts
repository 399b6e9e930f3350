import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenOnLoopback } from '#lab/services/listener.ts';
import { type LabMongodb, openMongodb } from '#lab/services/mongodb/mongodb.ts';
import { type LabRabbitmq, openRabbitmq } from '#lab/services/rabbitmq/rabbitmq.ts';
import { systemClock } from '#lib/clock.ts';
import { type ControlJobOptions, controlJobProbe } from '#probes/jobs/control-job.ts';
import { focusServer } from '../../lab/services/focus-server/backend.ts';
import { jobLabels, type LabCluster, openLabCluster, runningPod } from '../../support/kubernetes-lab-probe.ts';
import { testProbe } from '../../support/probe-contract.ts';
import { soon } from '../../support/soon.ts';
import { collect, factsOf, subject } from '../../support/subject.ts';

const nowhere = { focusServer: { url: 'http://127.0.0.1:9', insecureSkipTlsVerify: false } };

/** A Ready pod of a job that was made so many seconds ago. */
function otherPod(cluster: LabCluster, id: string, agedS: number, ready = true) {
  const name = `grpc-job-${id}`;
  const pod = runningPod(`${name}-abcde`, { app: name, 'job-name': name });
  const made = new Date(cluster.clock.now() - agedS * 1_000).toISOString();
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: made }];
  const metadata = { ...pod.metadata, creationTimestamp: made };
  cluster.lab.create({ ...pod, metadata, status: { ...pod.status, conditions } });
}

/** Job 19-7 was configured long ago: nothing is waited for. */
const running = (cluster: LabCluster, over: Parameters<typeof subject>[0] = {}) =>
  subject({ zero: cluster.clock.now() - 20_000, ...over }, cluster.clock);

testProbe('the control job probe', {
  async open() {
    const cluster = await openLabCluster(1);
    otherPod(cluster, '3-9', 60);
    return {
      probe: controlJobProbe({ ...cluster, ...nowhere }),
      subject: running(cluster),
      setDown: (down) => cluster.lab.setDown(down),
      connections: () => cluster.lab.connections,
      close: cluster.close,
    };
  },
});

describe('the control job probe', () => {
  let cluster: LabCluster;
  beforeEach(async () => {
    cluster = await openLabCluster(1);
    cluster.lab.create(runningPod('grpc-job-19-7-8rlgb', jobLabels));
  });
  afterEach(() => cluster.close());

  async function look(places: Partial<ControlJobOptions> = {}, over: Parameters<typeof subject>[0] = {}) {
    const probe = controlJobProbe({ ...cluster, ...nowhere, ...places });
    const [fact, ...more] = factsOf(await collect(probe, running(cluster, over), {}), 'control-job');
    expect(more).toEqual([]);
    return fact;
  }

  it('sees that there is no other job', async () => {
    cluster.lab.create(runningPod('panda-focus-server-1', { app: 'backend' }));
    cluster.lab.create(runningPod('cleanup-job-3-9-abcde', { 'job-name': 'cleanup-job-3-9' }));
    expect(await look()).toEqual({ kind: 'control-job', others: 0 });
  });

  it('counts the jobs that live, and takes the newest that is Ready and had time for its consumer', async () => {
    otherPod(cluster, '19-76', 500);
    otherPod(cluster, '3-9', 60);
    otherPod(cluster, '4-10', 30, false);
    otherPod(cluster, '5-11', 2);
    const done = runningPod('grpc-job-6-12-abcde', { 'job-name': 'grpc-job-6-12' });
    cluster.lab.create({ ...done, status: { phase: 'Succeeded' } });
    const fact = await look();
    expect(fact).toMatchObject({ others: 4, jobId: '3-9', labels: { app: 'grpc-job-3-9' } });
    expect(fact?.ageMs).toBeGreaterThan(10_000);
    expect(fact).not.toHaveProperty('records');
    expect(fact).not.toHaveProperty('consumers');
    expect(fact).not.toHaveProperty('streamOpen');
  });

  it('names none where none is Ready', async () => {
    otherPod(cluster, '4-10', 30, false);
    expect(await look()).toEqual({ kind: 'control-job', others: 1 });
  });

  it('is blind where pods may not be listed', async () => {
    cluster.lab.deny({ verb: 'list', resource: 'pods' });
    await expect(look()).rejects.toMatchObject({ name: 'BlindError', reason: 'refused' });
  });

  it.each([
    [45_000, 5_000],
    [3_000, 1_500],
  ])('of an investigation of %i ms looks after %i ms', async (timeoutMs, waitsMs) => {
    const stop = new AbortController();
    const waits: number[] = [];
    const sleep = async (ms: number) => {
      waits.push(ms);
      stop.abort();
    };
    const probe = controlJobProbe({ ...cluster, ...nowhere, clock: { ...cluster.clock, now: () => 1_000, sleep } });
    const watch = probe.watch(subject({ zero: 1_000, timeoutMs }), stop.signal);
    for await (const _ of watch) expect.unreachable('it was stopped before it looked');
    expect(waits[0]).toBe(waitsMs);
  });

  describe('with every part in sight', () => {
    let rabbitmq: LabRabbitmq;
    let mongodb: LabMongodb;
    beforeEach(async () => {
      [rabbitmq, mongodb] = await Promise.all([
        openRabbitmq({ clock: cluster.clock }),
        openMongodb({ clock: systemClock }),
      ]);
      otherPod(cluster, '1-16', 60);
    });
    afterEach(async () => {
      await soon(() => expect([rabbitmq.connections().amqp, mongodb.connections]).toEqual([0, 0]));
      await Promise.all([rabbitmq.close(), mongodb.close()]);
    });

    const places = () => ({
      rabbitmq: { amqpUrl: rabbitmq.amqpUrl.replace('://', '://guest:guest@'), vhost: '/' },
      mongodb: { url: mongodb.url, database: 'focus', jobsCollection: 'jobs', consumersCollection: 'consumers' },
    });

    it('sees that a job answers, has a consumer and a stream, and no record, as 1-163 has', async () => {
      const stream = await listenOnLoopback(createServer());
      const server = await focusServer({ metadata: (id) => (id === '1-16' ? 'ready' : 'unknown') });
      const ports = [{ port: 5_000, nodePort: stream.port }];
      const service = { name: 'grpc-service-1-16', namespace: 'panda' };
      cluster.lab.create({ kind: 'Service', metadata: service, spec: { type: 'NodePort', ports } });
      rabbitmq.declareQueue('grpc-job-1-16');
      rabbitmq.attachConsumer('grpc-job-1-16');
      mongodb.insert('focus', 'jobs', { job_id: '1-163' });
      const job = { id: '19-7', stream: { host: '127.0.0.1', port: 1 } };
      const focus = { focusServer: { url: server.url, insecureSkipTlsVerify: false } };
      expect(await look({ ...places(), ...focus }, { job })).toMatchObject({
        others: 1,
        jobId: '1-16',
        metadata: 'ready',
        records: { jobs: false },
        consumers: 1,
        streamOpen: true,
      });
      expect(server.requests.map(({ path }) => path)).toEqual(['/metadata/1-16']);
      await Promise.all([stream.close(), server.close()]);
    });

    it('leaves out what does not answer, and tells the rest', async () => {
      await Promise.all([rabbitmq.setDown(true), mongodb.setDown(true)]);
      const fact = await look(places());
      expect(fact).toMatchObject({ jobId: '1-16' });
      expect(fact).not.toHaveProperty('metadata');
      expect(fact).not.toHaveProperty('records');
      expect(fact).not.toHaveProperty('consumers');
    });

    it('stops at once while parts do not answer', async () => {
      const server = await focusServer();
      server.setHanging(true);
      mongodb.setHanging(true);
      const focus = { focusServer: { url: server.url, insecureSkipTlsVerify: false } };
      const stop = new AbortController();
      const watch = controlJobProbe({ ...cluster, ...focus, ...places() }).watch(running(cluster), stop.signal);
      const watching = (async () => {
        for await (const _ of watch) expect.unreachable('half a look is none');
      })();
      await soon(() => expect([server.requests.length, mongodb.connections > 0]).toEqual([1, true]));
      stop.abort();
      await watching;
      mongodb.setHanging(false);
      await server.close();
    });

    it('does not take a queue that only the management API can find for one without consumers', async () => {
      rabbitmq.declareQueue('grpc-job-1-16-1763001122.104221');
      expect(await look(places())).not.toHaveProperty('consumers');
    });
  });
});
