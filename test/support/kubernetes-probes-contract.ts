import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fact } from '#investigation/observation.ts';
import type { Probe, Sighting } from '#investigation/probe.ts';
import { systemClock } from '#lib/clock.ts';
import { backendPodsProbe } from '#probes/kubernetes/backend-pods.ts';
import { connectKubernetes } from '#probes/kubernetes/client.ts';
import { clusterClockProbe } from '#probes/kubernetes/cluster-clock.ts';
import { eventsProbe } from '#probes/kubernetes/events.ts';
import { jobsProbe } from '#probes/kubernetes/jobs.ts';
import type { KubernetesProbeOptions } from '#probes/kubernetes/options.ts';
import { podsProbe } from '#probes/kubernetes/pods.ts';
import { serviceProbe } from '#probes/kubernetes/service.ts';
import { backendLogsProbe } from '#probes/logs/backend-logs.ts';
import { jobLogsProbe } from '#probes/logs/job-logs.ts';
import type { KubernetesStage } from './kubernetes-stage.ts';
import { soon } from './soon.ts';
import { factsOf, subject } from './subject.ts';

/** All that the probes see of one job's life, on any Kubernetes: created, running, logging, gone. */
export function testKubernetesProbes(name: string, open: () => Promise<KubernetesStage>): void {
  describe(`the probes in front of ${name}`, () => {
    let stage: KubernetesStage;
    let life: Life;

    beforeAll(async () => {
      stage = await open();
      life = await liveOnce(stage);
    }, 120_000);

    afterAll(async () => await stage?.close(), 60_000);

    it('see without a gap', () => {
      expect(life.sightings.filter((sighting) => 'gap' in sighting)).toEqual([]);
    });

    it('see the Job absent, there, active and gone', () => {
      const jobs = factsOf(life.sightings, 'kubernetes-job-state').filter((job) => job.name === 'grpc-job-1-16');
      expect(jobs[0]).toMatchObject({ exists: false, deleted: false });
      expect(jobs.find((job) => job.exists)).toMatchObject({ exists: true, createdStamp: expect.any(Number) });
      expect(jobs.some((job) => job.active === 1)).toBe(true);
      expect(jobs.at(-1)).toMatchObject({ exists: false, deleted: true });
    });

    it('see the Job that never came as absent, once', () => {
      const jobs = factsOf(life.sightings, 'kubernetes-job-state').filter((job) => job.name === 'cleanup-job-1-16');
      expect(jobs).toMatchObject([{ exists: false, deleted: false }]);
    });

    it('see the Service absent, there with its NodePort, and gone', () => {
      expect(factsOf(life.sightings, 'service-state')).toMatchObject([
        { name: 'grpc-service-1-16', exists: false, deleted: false },
        { name: 'grpc-service-1-16', exists: true, nodePort: expect.any(Number), createdStamp: expect.any(Number) },
        { name: 'grpc-service-1-16', exists: false, deleted: true },
      ]);
    });

    it("see the job's own pod alone: scheduled, ready, gone", () => {
      const pods = factsOf(life.sightings, 'pod-state').filter(({ role }) => role !== 'backend');
      expect(new Set(pods.map((pod) => pod.name))).toEqual(new Set([life.pod]));
      expect(pods[0]).toMatchObject({ role: 'grpc', phase: 'Pending', ready: false, deleted: false });
      const ready = pods.find((pod) => pod.ready);
      expect(ready).toMatchObject({
        phase: 'Running',
        node: expect.any(String),
        labels: { 'job-name': 'grpc-job-1-16' },
        scheduledStamp: expect.any(Number),
        readyStamp: expect.any(Number),
        containers: [{ name: 'main', state: 'running', ready: true, restarts: 0, startedStamp: expect.any(Number) }],
      });
      expect(pods.at(-1)).toMatchObject({ deleted: true });
      expect(pods.filter((pod) => pod.deleted)).toHaveLength(1);
    });

    it('tell no change of a pod twice', () => {
      const pods = factsOf(life.sightings, 'pod-state').map((pod) => JSON.stringify(pod));
      expect(pods.filter((pod, i) => pod === pods[i - 1])).toEqual([]);
    });

    it("see the events of the job's objects alone, with stamps finer than a second", () => {
      const events = factsOf(life.sightings, 'kubernetes-event');
      expect(new Set(events.map((event) => event.object.name))).toEqual(new Set(['grpc-job-1-16', life.pod]));
      const started = events.find((event) => event.reason === 'Started');
      expect(started).toMatchObject({
        type: 'Normal',
        object: { kind: 'Pod', name: life.pod },
        count: 1,
        precisionMs: 0.001,
      });
      const scheduled = events.find((event) => event.reason === 'Scheduled');
      expect(scheduled?.precisionMs).toBe(0.001);
      expect(scheduled?.firstStamp).toBeLessThan(started?.firstStamp ?? 0);
    });

    it('read each line of the log once, with its stamp', () => {
      const lines = factsOf(life.sightings, 'log-line').filter(({ source }) => source === 'grpc');
      expect(lines).toMatchObject([
        { pod: life.pod, container: 'main', level: 'info', text: 'INFO starting', namesJob: false },
        { level: 'info', text: 'INFO queue grpc-job-1-16', namesJob: true },
        { level: 'error', text: 'ERROR no consumer' },
      ]);
      const stamps = lines.map((line) => line.stamp ?? 0);
      expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
      expect(stamps[0]).toBeGreaterThan(0);
    });

    it("read the backend's lines that tell something", () => {
      const lines = factsOf(life.sightings, 'log-line').filter(({ source }) => source === 'backend');
      expect(lines.map(({ text }) => text)).toEqual(['WARNING slow', 'INFO Applied YAML from job-1-16.yml']);
    });

    it('see the backend', () => {
      const backend = factsOf(life.sightings, 'pod-state').filter(({ role }) => role === 'backend');
      expect(backend.at(-1)).toMatchObject({ name: life.backendPod, phase: 'Running', deleted: false });
    });

    it('read what time it is there, in whole seconds, until it is known to some ms', () => {
      const readings = factsOf(life.sightings, 'clock-reading');
      expect(readings.length).toBeGreaterThan(1);
      for (const { clock, stamp } of readings) expect([clock, stamp % 1_000]).toEqual(['kubernetes', 0]);
      const least = Math.max(...readings.map(({ stamp, answeredAt }) => stamp - answeredAt));
      const most = Math.min(...readings.map(({ stamp, sentAt }) => stamp + 1_000 - sentAt));
      expect(most).toBeGreaterThan(least);
      expect(most - least).toBeLessThan(500);
    });
  });
}

interface Life {
  readonly pod: string;
  readonly backendPod: string;
  readonly sightings: readonly Sighting[];
}

async function liveOnce(stage: KubernetesStage): Promise<Life> {
  const { kubeconfig, namespace } = stage;
  const says = [
    'INFO nothing of note',
    'WARNING slow',
    'INFO Applied YAML from job-1-163.yml',
    'INFO Applied YAML from job-1-16.yml',
  ];
  const backendPod = await stage.runJob({ name: 'backend', says });
  const settings = { kubeconfig, inCluster: false, namespace, backendSelector: 'job-name=backend' };
  const options = { connection: connectKubernetes(settings, systemClock), clock: systemClock };
  const watching = watchAll(options);
  await watching.until(
    'two Jobs are absent',
    (facts) => facts.filter(({ kind }) => kind === 'kubernetes-job-state').length === 2,
  );
  await watching.until('the Service is absent', (facts) => facts.some(({ kind }) => kind === 'service-state'));

  await stage.createService({ name: 'grpc-service-1-16', app: 'grpc-job-1-16' });
  const pod = await stage.runJob({
    name: 'grpc-job-1-16',
    says: ['INFO starting', 'INFO queue grpc-job-1-16', 'ERROR no consumer'],
  });
  await stage.runJob({ name: 'grpc-job-1-163', says: ['not of this job'] });
  await watching.until("the job's lines are read", (facts) => linesOf(facts, 'grpc') >= 3);
  await watching.until("the backend's lines are read", (facts) => linesOf(facts, 'backend') >= 2);
  await watching.until('the pod is ready', (facts) =>
    facts.some((fact) => fact.kind === 'pod-state' && fact.role === 'grpc' && fact.ready),
  );
  await watching.until('the clock is read', (facts) => facts.filter(({ kind }) => kind === 'clock-reading').length > 3);
  await watching.until('the pod has started', (facts) =>
    facts.some((fact) => fact.kind === 'kubernetes-event' && fact.reason === 'Started'),
  );
  await stage.remove('Service', 'grpc-service-1-16');
  await stage.remove('Job', 'grpc-job-1-16');
  for (const kind of ['pod-state', 'kubernetes-job-state', 'service-state'])
    await watching.until(`${kind} is deleted`, (facts) =>
      facts.some((fact) => fact.kind === kind && 'deleted' in fact && fact.deleted),
    );
  return { pod, backendPod, sightings: await watching.stop() };
}

function linesOf(facts: readonly Fact[], source: string): number {
  return facts.filter((fact) => fact.kind === 'log-line' && fact.source === source).length;
}

function watchAll(options: KubernetesProbeOptions) {
  const all = [
    ...[podsProbe, jobsProbe, serviceProbe, eventsProbe, backendPodsProbe, clusterClockProbe],
    ...[jobLogsProbe, backendLogsProbe],
  ];
  const stop = new AbortController();
  const sightings: Sighting[] = [];
  const watchOne = async (probe: Probe) => {
    for await (const sighting of probe.watch(subject({ job: { id: '1-16' } }), stop.signal)) sightings.push(sighting);
  };
  const ended = Promise.all(all.map((make) => watchOne(make(options))));
  const failed = ended.then(() => {
    throw new Error('all probes ended before they were told to');
  });
  failed.catch(() => {});
  const facts = () => sightings.flatMap((sighting) => ('fact' in sighting ? [sighting.fact] : []));
  return {
    until: (what: string, enough: (facts: readonly Fact[]) => boolean) =>
      Promise.race([failed, soon(() => expect(enough(facts()), what).toBe(true), 40_000)]),
    stop: async () => {
      stop.abort();
      await ended;
      return sightings;
    },
  };
}
