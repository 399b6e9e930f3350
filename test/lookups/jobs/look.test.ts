import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LabRabbitmq, openRabbitmq } from '#lab/services/rabbitmq/rabbitmq.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import { createRedactor } from '#lib/redact.ts';
import { type JobsTools, lookUpJobs } from '#lookups/jobs/look.ts';
import { type AllJobsOptions, allJobsProbe } from '#probes/jobs/all-jobs.ts';
import { connectKubernetes } from '#probes/kubernetes/client.ts';
import type { RabbitmqSettings } from '#probes/rabbitmq/client.ts';
import { asked } from '../../support/jobs-seen.ts';
import { type LabCluster, openLabCluster, runningPod } from '../../support/kubernetes-lab-probe.ts';
import { soon } from '../../support/soon.ts';

const LEAKED = 'grpc-job-1-4-1763001122.104221';
let cluster: LabCluster;
let rabbitmq: LabRabbitmq;

beforeEach(async () => {
  cluster = await openLabCluster();
  rabbitmq = await openRabbitmq({ clock: cluster.clock });
});

afterEach(async () => {
  await soon(() => expect(cluster.lab.connections).toBe(0));
  await soon(() => expect(rabbitmq.connections()).toEqual({ amqp: 0, management: 0 }));
  await Promise.all([cluster.close(), rabbitmq.close()]);
});

const withLogin = (url: string) => url.replace('://', '://guest:guest@');
const byManagement = () => ({ managementUrl: withLogin(rabbitmq.managementUrl) });

function tools(
  rabbitmqSettings: Partial<RabbitmqSettings> | undefined,
  signal = new AbortController().signal,
): JobsTools {
  const { clock, connection } = cluster;
  return toolsFor(
    { kubernetes: connection, ...(rabbitmqSettings && { rabbitmq: { vhost: '/', ...rabbitmqSettings } }) },
    clock,
    signal,
  );
}

function toolsFor(
  parts: Pick<AllJobsOptions, 'kubernetes' | 'rabbitmq'>,
  clock: Clock,
  signal: AbortSignal,
): JobsTools {
  return {
    probes: [allJobsProbe({ name: asked.environment, ...parts, clock })],
    stack: { focusServer: 'http://focus', namespace: 'panda' },
    limits: { consumerGoodMs: 5_000, consumerWarnMs: 20_000, consumerFailMs: 30_000, configureMs: 60_000 },
    // Nobody answers there: what is told is what the other parts tell.
    focusServer: { url: 'http://127.0.0.1:1', insecureSkipTlsVerify: false },
    redactor: createRedactor([]),
    clock,
    signal,
  };
}

/** A job an hour old, whose pod runs and is Ready, with a queue of this name. */
function live(id: string, queue: string) {
  const creationTimestamp = new Date(cluster.clock.now() - 3_600_000).toISOString().replace(/\.\d+Z/, 'Z');
  const metadata = { namespace: 'panda', creationTimestamp };
  const pod = runningPod(`grpc-job-${id}-8rlgb`, {});
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: creationTimestamp }];
  cluster.lab.create({ ...pod, metadata: { ...pod.metadata, ...metadata }, status: { ...pod.status, conditions } });
  cluster.lab.create({ kind: 'Job', metadata: { ...metadata, name: `grpc-job-${id}` }, status: { active: 1 } });
  cluster.lab.create({
    kind: 'Service',
    metadata: { ...metadata, name: `grpc-service-${id}` },
    spec: { ports: [{ nodePort: 12_319 }] },
  });
  rabbitmq.declareQueue(queue);
}

describe('looking up the jobs', () => {
  it('takes numbers that RabbitMQ leaves out for unknown: no job is unwell for it', async () => {
    live('19-7', 'grpc-job-19-7');
    rabbitmq.attachConsumer('grpc-job-19-7');
    rabbitmq.setStatistics(false);
    const report = await lookUpJobs(tools(byManagement()), asked);
    expect(report.jobs).toMatchObject([{ jobId: '19-7', health: 'well', queue: 'grpc-job-19-7' }]);
    expect(report.jobs[0]?.consumers).toBeUndefined();
    expect(report.jobs[0]?.ready).toBeUndefined();
    expect(report.notSeen).toContainEqual({
      what: 'consumers and messages of queues',
      why: 'the management API lists queues without their consumers and messages',
      remedy: expect.stringContaining('management.disable_stats'),
    });
  });

  it('tells those that live, whether they are well, and what others left behind', async () => {
    live('19-7', 'grpc-job-19-7');
    live('20-8', 'grpc-job-20-8');
    rabbitmq.declareQueue(LEAKED);
    rabbitmq.attachConsumer('grpc-job-19-7');
    const healthOf = async () => {
      const { jobs } = await lookUpJobs(tools(byManagement()), asked);
      return jobs.map(({ jobId, health, consumers }) => [jobId, health, consumers]);
    };
    await soon(async () =>
      expect(await healthOf()).toEqual([
        ['20-8', 'unwell', 0],
        ['19-7', 'well', 1],
      ]),
    );
    const report = await lookUpJobs(tools(byManagement()), asked);
    expect(report).toMatchObject({ ...asked, version: 1, notSeen: [] });
    expect(report.headline).toMatch(
      /^2 jobs live in staging, 1 is unwell: 20-8 \(queue without consumer, 0 messages ready\); 1 queue leaked, \d+ d/,
    );
    expect(report.jobs[1]).toMatchObject({ node: 'worker-node', port: 12_319, pods: 'grpc Running, Ready' });
    expect(report.leaks).toMatchObject([{ kind: 'queue-without-pods', name: LEAKED, jobId: '1-4' }]);
  });

  it('asks AMQP for the queues of those that live where there is no management API', async () => {
    live('19-7', 'grpc-job-19-7');
    rabbitmq.attachConsumer('grpc-job-19-7');
    rabbitmq.declareQueue(LEAKED);
    const report = await lookUpJobs(tools({ amqpUrl: withLogin(rabbitmq.amqpUrl) }), asked);
    expect(report.jobs).toMatchObject([{ jobId: '19-7', health: 'well', queue: 'grpc-job-19-7', consumers: 1 }]);
    expect(report.leaks).toEqual([]);
    expect(report.notSeen).toMatchObject([{ what: 'all queues', remedy: expect.stringContaining('managementUrl') }]);
  });

  it('tells what it can where a list is refused and RabbitMQ is down', async () => {
    live('19-7', 'grpc-job-19-7');
    cluster.lab.deny({ verb: 'list', resource: 'services' });
    await rabbitmq.setDown(true);
    const report = await lookUpJobs(tools(byManagement()), asked);
    expect(report.jobs).toMatchObject([{ jobId: '19-7', health: 'well' }]);
    expect(report.headline).toBe('1 job lives in staging, and it is well');
    expect(report.notSeen.map(({ what }) => what)).toEqual(['Services', 'queues']);
    expect(report.notSeen[0]?.remedy).toContain('--serviceaccount=focus-bot:focus-bot');
  });

  it('says so when nothing is configured', async () => {
    const report = await lookUpJobs(toolsFor({}, cluster.clock, new AbortController().signal), asked);
    expect(report).toMatchObject({ jobs: [], leaks: [], headline: 'Which jobs live in staging could not be seen' });
    expect(report.notSeen).toHaveLength(2);
  });

  it('ends with the signal’s reason, and does not begin once it is over', async () => {
    live('19-7', 'grpc-job-19-7');
    cluster.lab.setHanging(true);
    const stop = new AbortController();
    const { signal } = stop;
    const patient = { kubernetes: connectKubernetes(cluster.connection.settings, systemClock) };
    const looking = lookUpJobs(toolsFor(patient, systemClock, signal), asked);
    await soon(() => expect(cluster.lab.connections).toBe(5));
    stop.abort(new Error('the worker stops'));
    await expect(looking).rejects.toThrow('the worker stops');
    await expect(lookUpJobs(tools(byManagement(), signal), asked)).rejects.toThrow('the worker stops');
  });
});
