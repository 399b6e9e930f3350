import { writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '#lib/clock.ts';
import { connectKubernetes } from '#probes/kubernetes/client.ts';
import { type SnapshotOptions, takeSnapshot } from '#probes/kubernetes/snapshot.ts';
import { type LabCluster, openLabCluster, runningPod } from '../../support/kubernetes-lab-probe.ts';
import { soon } from '../../support/soon.ts';

let cluster: LabCluster;

beforeEach(async () => {
  cluster = await openLabCluster();
});

afterEach(async () => {
  await soon(() => expect(cluster.lab.connections).toBe(0));
  await cluster.close();
});

const shot = (over: Partial<SnapshotOptions> = {}) =>
  takeSnapshot({ ...cluster, signal: new AbortController().signal, ...over });
const addPod = (name: string, labels: Record<string, string> = {}) => void cluster.lab.create(runningPod(name, labels));
const addJob = (name: string) =>
  void cluster.lab.create({ kind: 'Job', metadata: { name, namespace: 'panda' }, status: { active: 1 } });
const addService = (name: string, nodePort: number) =>
  void cluster.lab.create({ kind: 'Service', metadata: { name, namespace: 'panda' }, spec: { ports: [{ nodePort }] } });
const warn = (kind: string, name: string, message = 'Back-off') =>
  cluster.lab.event({ namespace: 'panda', type: 'Warning', reason: 'BackOff', message, object: { kind, name } });
const namesOf = (objects: readonly { readonly name: string }[]) => objects.map(({ name }) => name);

describe('a snapshot', () => {
  it('has the pods, Jobs, Services and events of every job, and the pods of the backend', async () => {
    addPod('grpc-job-1-16-8rlgb');
    addPod('cleanup-job-1-16-zx2c4');
    addPod('grpc-job-1-163-8rlgb');
    addPod('backend-1', { app: 'backend' });
    for (const name of ['grpc-job-1-16', 'cleanup-job-1-16']) addJob(name);
    addService('grpc-service-1-16', 12_301);
    warn('Pod', 'grpc-job-1-16-8rlgb');
    warn('Job', 'cleanup-job-1-16');
    warn('Pod', 'backend-1');
    const snapshot = await shot();
    expect(snapshot.gaps).toEqual([]);
    expect(snapshot.namespace).toBe('panda');
    expect(snapshot.pods.map(({ name, role }) => `${role} ${name}`)).toEqual([
      'cleanup cleanup-job-1-16-zx2c4',
      'grpc grpc-job-1-16-8rlgb',
      'grpc grpc-job-1-163-8rlgb',
      'backend backend-1',
    ]);
    expect(snapshot.pods[1]).toMatchObject({ phase: 'Running', node: 'worker-node', containers: [{ name: 'main' }] });
    expect(snapshot.jobs).toMatchObject([
      { name: 'cleanup-job-1-16', exists: true, active: 1 },
      { name: 'grpc-job-1-16', exists: true, createdStamp: expect.any(Number) },
    ]);
    expect(snapshot.services).toMatchObject([{ name: 'grpc-service-1-16', exists: true, nodePort: 12_301 }]);
    expect(snapshot.events.map(({ object }) => object.name).toSorted()).toEqual([
      'backend-1',
      'cleanup-job-1-16',
      'grpc-job-1-16-8rlgb',
    ]);
  });

  it('leaves out what only looks like a job’s', async () => {
    for (const name of ['grpc-job-19-7', 'grpc-job-1-x-8rlgb', 'my-grpc-job-1-16-8rlgb', 'grpc-job-1-16-toolong'])
      addPod(name);
    for (const name of ['grpc-job-1-16-extra', 'grpc-job-nightly']) addJob(name);
    addService('grpc-service-1-16-old', 12_301);
    warn('Pod', 'mongodb-0');
    warn('Node', 'worker-node');
    expect(await shot()).toMatchObject({ pods: [], jobs: [], services: [], events: [], gaps: [] });
  });

  it('is whole though the connections are dropped for a moment', async () => {
    addPod('grpc-job-1-16-8rlgb');
    await cluster.lab.setDown(true);
    const taken = shot();
    await cluster.clock.sleep(300);
    await cluster.lab.setDown(false);
    expect(await taken).toMatchObject({ pods: [{ name: 'grpc-job-1-16-8rlgb' }], gaps: [] });
  });

  it('masks what looks like a secret, and with the patterns it is given', async () => {
    addPod('grpc-job-1-16-8rlgb');
    warn('Pod', 'grpc-job-1-16-8rlgb', 'connecting to amqp://guest:hunter2@rabbitmq failed');
    const [event] = (await shot()).events;
    expect(event?.message).toMatch(/^connecting to amqp:\/\/.*rabbitmq failed$/);
    expect(event?.message).not.toContain('hunter2');
    const redact = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll('rabbitmq', '###')) as T;
    expect((await shot({ redact })).events[0]?.message).toContain('@### failed');
  });

  it('reads a namespace of many pages', async () => {
    for (let i = 0; i < 1_100; i += 1) addPod(`grpc-job-${i}-7-8rlgb`);
    for (let i = 0; i < 1_600; i += 1) warn('Pod', `grpc-job-${i % 1_100}-7-8rlgb`, `message ${i}`);
    const connection = connectKubernetes(cluster.connection.settings, systemClock);
    const snapshot = await shot({ connection, clock: systemClock });
    expect(snapshot.gaps).toEqual([]);
    expect(snapshot.pods).toHaveLength(1_100);
    expect(snapshot.events).toHaveLength(1_600);
  });
});

describe('a snapshot that cannot see everything', () => {
  it.each([
    ['pods', 'pod-state', { pods: 0, jobs: 1, services: 1, events: 1 }],
    ['jobs', 'kubernetes-job-state', { pods: 1, jobs: 0, services: 1, events: 1 }],
    ['services', 'service-state', { pods: 1, jobs: 1, services: 0, events: 1 }],
    ['events', 'kubernetes-event', { pods: 1, jobs: 1, services: 1, events: 0 }],
  ] as const)('has the rest when %s are refused', async (resource, kind, counts) => {
    addPod('grpc-job-1-16-8rlgb');
    addJob('grpc-job-1-16');
    addService('grpc-service-1-16', 12_301);
    warn('Pod', 'grpc-job-1-16-8rlgb');
    cluster.lab.deny({ verb: 'list', resource });
    const { pods, jobs, services, events, gaps, clusterNow } = await shot();
    expect({ pods: pods.length, jobs: jobs.length, services: services.length, events: events.length }).toEqual(counts);
    expect(gaps[0]).toEqual({
      kinds: [kind],
      reason: 'refused',
      mend: expect.stringContaining('Role'),
      detail: expect.stringMatching(
        new RegExp(`^listing ${resource} in namespace panda answered 403: .*cannot list resource "${resource}"`),
      ),
    });
    expect(gaps.slice(1)).toEqual(
      resource === 'pods' ? [expect.objectContaining({ kinds: ['pod-state'], about: 'backend' })] : [],
    );
    expect(clusterNow).toEqual(expect.any(Number));
  });

  it('knows that the jobs are complete when only the backend’s selector is wrong', async () => {
    addPod('grpc-job-1-16-8rlgb');
    const settings = { ...cluster.connection.settings, backendSelector: 'app in (' };
    const snapshot = await shot({ connection: connectKubernetes(settings, cluster.clock) });
    expect(snapshot.pods).toHaveLength(1);
    expect(snapshot.gaps).toMatchObject([{ kinds: ['pod-state'], reason: 'failed', about: 'backend' }]);
  });

  it('is all gaps where nobody listens', async () => {
    await cluster.lab.setDown(true);
    const { gaps, pods, clusterNow } = await shot();
    expect(pods).toEqual([]);
    expect(clusterNow).toBeUndefined();
    expect(gaps.map(({ reason }) => reason)).toEqual(Array.from({ length: 5 }, () => 'unreachable'));
    expect(gaps[0]?.detail).toMatch(/^listing pods in namespace panda: GET .* of the Kubernetes API: .*ECONNREFUSED/);
  });

  it('is all gaps 5 s after a server began to hang', async () => {
    cluster.lab.setHanging(true);
    const { gaps } = await shot();
    expect(gaps).toHaveLength(5);
    expect(gaps[0]).toMatchObject({ reason: 'timed-out', detail: expect.stringContaining('no answer within 5 s') });
  });

  it('ends at once on the signal, and says that it was cut short', async () => {
    cluster.lab.setHanging(true);
    const stop = new AbortController();
    const connection = connectKubernetes(cluster.connection.settings, systemClock);
    const taking = shot({ connection, signal: stop.signal, clock: systemClock });
    await soon(() => expect(cluster.lab.connections).toBe(5));
    stop.abort();
    expect((await taking).gaps.map(({ reason }) => reason)).toEqual(Array.from({ length: 5 }, () => 'cut-short'));
    expect((await shot({ signal: stop.signal })).gaps).toHaveLength(5);
  });

  it('says what is wrong with a kubeconfig', async () => {
    const settings = { ...cluster.connection.settings, kubeconfig: '/nowhere/kubeconfig' };
    const { gaps } = await shot({ connection: connectKubernetes(settings, cluster.clock) });
    expect(gaps[0]).toMatchObject({
      reason: 'misdirected',
      detail: expect.stringContaining('/nowhere/kubeconfig'),
      mend: expect.stringContaining('kubernetes.kubeconfig in focus.yml'),
    });
  });
});

describe('a snapshot of a strange server', () => {
  /** Its clock is ahead of the bot's. */
  const AHEAD_MS = 6_000;
  const page = (items: readonly object[], next?: string) =>
    JSON.stringify({ metadata: { resourceVersion: '1', ...(next && { continue: next }) }, items });
  const pod = (name: string) => ({ metadata: { name, creationTimestamp: '2026-01-01T00:00:00Z' } });

  /** Of a server that answers the first list of a resource in its own way, and has nothing else. */
  async function shotOf(
    resource: string,
    answer: (url: URL, response: ServerResponse) => void,
    clock: Clock = systemClock,
  ) {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://lab');
      response.setHeader('Date', new Date(Date.now() + AHEAD_MS).toUTCString());
      if (url.pathname.endsWith(`/${resource}`) && !url.searchParams.has('labelSelector')) answer(url, response);
      else response.end(page([]));
    });
    server.listen(0, '127.0.0.1');
    await soon(() => expect(server.listening).toBe(true));
    const { port } = server.address() as AddressInfo;
    const { connection } = cluster;
    const path = await rewritten(cluster, `http://127.0.0.1:${port}`);
    const elsewhere = connectKubernetes({ ...connection.settings, kubeconfig: path }, clock);
    try {
      return await shot({ connection: elsewhere, clock });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it('says what time it is there, to a second', async () => {
    const { at, clusterNow = 0 } = await shotOf('pods', (_url, response) => void response.end(page([])));
    expect(Math.abs(clusterNow - at - AHEAD_MS)).toBeLessThanOrEqual(1_000);
  });

  it('keeps the pages that came before one that failed', async () => {
    const { pods, gaps } = await shotOf('pods', (url, response) => {
      if (!url.searchParams.has('continue')) response.end(page([pod('grpc-job-1-16-8rlgb')], 'more'));
      else response.writeHead(410).end(JSON.stringify({ kind: 'Status', message: 'the token is too old', code: 410 }));
    });
    expect(namesOf(pods)).toEqual(['grpc-job-1-16-8rlgb']);
    expect(gaps).toMatchObject([{ reason: 'failed', detail: expect.stringContaining('the token is too old') }]);
  });

  it('leaves a list that never ends', async () => {
    let asked = 0;
    const { gaps } = await shotOf('pods', (_url, response) => {
      asked += 1;
      response.end(page([], 'more'));
    });
    expect(gaps).toMatchObject([{ reason: 'cut-short', detail: expect.stringContaining('more than 100 pages') }]);
    expect(asked).toBe(101);
  });

  it('leaves an answer that begins and never ends', async () => {
    const { gaps } = await shotOf('pods', (_url, response) => void response.write('{'), cluster.clock);
    expect(gaps).toMatchObject([{ reason: 'timed-out', detail: expect.stringContaining('not complete within 15 s') }]);
  });

  it('reads around an object of an unknown shape, and says so', async () => {
    const about = (name: string) => ({ ...pod(`${name}.1`), involvedObject: { kind: 'Pod', name } });
    const strange = { ...pod('strange.1'), involvedObject: 'a pod' };
    const { events, gaps } = await shotOf('events', (_url, response) => {
      response.end(page([strange, about('grpc-job-1-16-8rlgb')]));
    });
    expect(events.map(({ object }) => object.name)).toEqual(['grpc-job-1-16-8rlgb']);
    expect(gaps).toMatchObject([
      { kinds: ['kubernetes-event'], reason: 'failed', detail: expect.stringContaining('shape at involvedObject') },
    ]);
  });
});

async function rewritten({ lab, connection }: LabCluster, url: string): Promise<string> {
  const path = `${connection.settings.kubeconfig}-elsewhere`;
  await writeFile(path, lab.kubeconfig.replace(lab.url, url));
  return path;
}
