import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { statusParts as every } from '#checks/check.ts';
import { labClock } from '#lab/clock.ts';
import type { Fault, Scenario } from '#lab/scenario.ts';
import { BACKEND_SELECTOR, NAMESPACE } from '#lab/world/objects.ts';
import { openWorld, type World } from '#lab/world/world.ts';
import { type Clock, systemClock as clock } from '#lib/clock.ts';
import { createRedactor, type Redactor } from '#lib/redact.ts';
import { lookAtEnvironment } from '#lookups/look-at-environment.ts';
import { outcomeOf } from '#lookups/status/check-outcome.ts';
import { judgeStatus } from '#lookups/status/judge.ts';
import { openProbes, type Places } from '#probes/index.ts';
import { connectKubernetes, type KubernetesConnection, type KubernetesSettings } from '#probes/kubernetes/client.ts';
import { loadDriver } from '#probes/mongodb/client.ts';
import { asked } from '../support/jobs-seen.ts';
import { soon } from '../support/soon.ts';

const healthy = story();
let world: World;
let folder: string;
let settings: KubernetesSettings;
let connection: KubernetesConnection;

beforeAll(async () => {
  await loadDriver();
  world = await openWorld({ clock, seed: 1, scenario: healthy });
  folder = await mkdtemp(path.join(tmpdir(), 'lab-status-'));
  const kubeconfig = path.join(folder, 'kubeconfig');
  await writeFile(kubeconfig, world.kubernetes.kubeconfig);
  const place = { namespace: NAMESPACE, backendSelector: BACKEND_SELECTOR, inCluster: false };
  settings = { kubeconfig, ...place };
  connection = connectKubernetes(settings, clock);
  await connection.prepare();
}, 30_000);

beforeEach(async () => {
  await world.become(healthy);
  await Promise.all([world.kubernetes.setDown(false), world.mongodb.setDown(false)]);
});

afterEach(async () => {
  world.kubernetes.setHanging(false);
  world.focusServer.setHanging(false);
  world.mongodb.setHanging(false);
  // Nothing is left open, whatever did not answer.
  await soon(() => expect(world.rabbitmq.connections()).toEqual({ amqp: 0, management: 0 }));
  await soon(() => expect([world.mongodb.connections, world.kubernetes.connections]).toEqual([0, 0]));
});

afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

function story(...faults: readonly Fault[]): Scenario {
  return { id: 'status', story: '', faults, expected: { verdict: 'healthy' } };
}

const withLogin = (url: string) => url.replace('://', '://guest:guest@');

interface Over extends Partial<Omit<Places, 'name'>> {
  readonly redactor?: Redactor;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

function places(): Places {
  const { amqpUrl, managementUrl } = world.rabbitmq;
  return {
    name: asked.environment,
    focusServer: { url: world.focusServer.url, insecureSkipTlsVerify: false },
    kubernetes: settings,
    rabbitmq: { amqpUrl: withLogin(amqpUrl), managementUrl: withLogin(managementUrl), vhost: '/' },
    mongodb: { url: world.mongodb.url, database: 'prisma', jobsCollection: 'jobs', consumersCollection: 'consumers' },
  };
}

async function look({ redactor = createRedactor([]), clock: at = clock, signal, ...over }: Over = {}) {
  return lookFrom({ ...places(), ...over }, at, redactor, signal);
}

async function lookFrom(from: Places, at: Clock, redactor = createRedactor([]), signal = new AbortController().signal) {
  const { probes } = await openProbes(from, at);
  const limits = { consumerGoodMs: 5_000, consumerWarnMs: 20_000, consumerFailMs: 30_000, configureMs: 60_000 };
  const stack = { focusServer: from.focusServer.url, namespace: NAMESPACE };
  return judgeStatus(await lookAtEnvironment({ probes, stack, limits, redactor, clock: at, signal }, asked));
}

/** Each part that is not well, with its cause. */
async function troubles(over?: Over) {
  const { parts } = await look(over);
  return Object.fromEntries(
    parts.filter(({ state }) => state !== 'well').map(({ part, state, cause }) => [part, `${state} ${cause}`]),
  );
}

describe('looking up the status', () => {
  it('tells of a healthy environment that it is ready, with every value', async () => {
    const began = clock.now();
    const report = await look();
    expect(report).toMatchObject({
      ...asked,
      live: 'ready',
      historic: 'ready',
      headline: 'staging is ready for live and historic jobs.',
    });
    expect(report.parts.map(({ part, value }) => [part, value])).toEqual([
      ['ack', expect.stringMatching(/^200 in \d+ ms$/)],
      [
        'pods',
        expect.stringMatching(
          /focus-server-\S+ Ready for .*, no restarts, image \S+focus-server:4\.2\.0; \d other pods$/,
        ),
      ],
      ['live-metadata', expect.stringMatching(/^prr 2000\.0, software /)],
      ['broker', expect.stringMatching(/^answers, version [\d.]+, no alarm$/)],
      ['database', 'answers, 1 collection'],
      ['routes', expect.stringMatching(/^\/configure and \/metadata\/\{job_id\} among \d+ routes$/)],
      ['leaked-queues', expect.stringMatching(/^2 of jobs without pods, the oldest /)],
    ]);
    for (const { at } of report.parts) expect(at).toBeGreaterThanOrEqual(began);
    expect(outcomeOf(report, every).outcome).toBe('ok');
  });

  it.each(['refused', 'gateway'] as const)('blames a backend that is down (%s)', async (how) => {
    await world.become(story({ kind: 'backend-down', how }));
    const report = await look();
    expect(report).toMatchObject({ live: 'not-ready', historic: 'not-ready' });
    expect(report.headline).toContain(
      'staging is NOT ready for live and historic jobs: Focus Server of staging is down',
    );
    expect(outcomeOf(report, every)).toMatchObject({ outcome: 'failed', cause: 'backend-down' });
    expect(report.parts.map(({ value }) => value)).toContainEqual(expect.stringContaining('is Running, not Ready'));
    expect(report.parts.find(({ part }) => part === 'pods')?.value).toBe('as Focus Server');
  });

  it('tells that no fiber is connected, which historic jobs do not need', async () => {
    await world.become(story({ kind: 'no-fiber' }));
    expect((await look()).headline).toBe(
      'staging is NOT ready for live jobs: no fiber is connected. Historic jobs: ready.',
    );
    expect(await troubles()).toEqual({ 'live-metadata': 'unwell fiber-not-connected' });
  });

  it('tells that RabbitMQ is down, and with it its queues out of sight', async () => {
    await world.become(story({ kind: 'rabbitmq-down' }));
    expect(await troubles()).toEqual({
      broker: 'unwell rabbitmq-down',
      'leaked-queues': 'not-seen rabbitmq-down',
    });
  });

  it('tells that MongoDB is down, which live jobs do not need', async () => {
    await world.mongodb.setDown(true);
    const report = await look();
    expect(report).toMatchObject({ live: 'ready', historic: 'not-ready' });
    expect(report.parts[0]).toMatchObject({ part: 'database', state: 'unwell', cause: 'mongodb-down' });
  });

  it('tells of missing routes and of pods beside the backend', async () => {
    await world.become(story({ kind: 'no-route', route: '/metadata/{job_id}' }));
    const pod = 'mongodb-5d8f9c7b6-q8w2r';
    const wasWell = { status: {} as Record<string, unknown> };
    world.kubernetes.update('Pod', NAMESPACE, pod, (object) => {
      wasWell.status = object.status ?? {};
      const waiting = { reason: 'CrashLoopBackOff', message: 'back-off 40s' };
      const container = { name: 'mongodb', image: 'mongo', ready: false, restartCount: 3, state: { waiting } };
      object.status = { phase: 'Running', conditions: [], containerStatuses: [container] };
    });
    expect(await troubles()).toEqual({ routes: 'unwell route-missing', pods: 'unwell standing-pod-not-ready' });
    world.kubernetes.update('Pod', NAMESPACE, pod, (object) => {
      object.status = wasWell.status;
    });
  });

  it('tells what it sees without Kubernetes, and what a refusal hides', async () => {
    await world.kubernetes.setDown(true);
    const unseen = { pods: 'not-seen kubernetes-unreachable', 'leaked-queues': 'not-seen kubernetes-unreachable' };
    expect(await troubles()).toEqual(unseen);
    const report = await look();
    expect(report).toMatchObject({ live: 'unclear', historic: 'unclear' });
    expect(outcomeOf(report, every)).toMatchObject({ outcome: 'blind', cause: 'kubernetes-unreachable' });
    await world.kubernetes.setDown(false);
    await world.become(story({ kind: 'denied', resource: 'pods' }));
    expect(await troubles()).toMatchObject({ pods: 'not-seen kubernetes-denied' });
  });

  it('blames nothing of the stack when nothing of it answers', async () => {
    await world.become(story({ kind: 'backend-down', how: 'refused' }, { kind: 'rabbitmq-down' }));
    await Promise.all([world.kubernetes.setDown(true), world.mongodb.setDown(true)]);
    const report = await look();
    expect(report.headline).toContain('the way from the bot may be broken');
    expect(new Set(Object.values(await troubles()))).toEqual(new Set(['not-seen undefined']));
    expect(outcomeOf(report, every)).toMatchObject({ outcome: 'blind', cause: 'not-determined' });
  });

  it('does not wait for what hangs longer than its time-out, and tells all the rest', async () => {
    world.kubernetes.setHanging(true);
    world.mongodb.setHanging(true);
    // Its 4 s take two.
    const fast = labClock(2);
    const began = fast.now();
    const report = await look({ clock: fast });
    expect(report.parts.filter(({ state }) => state === 'well').map(({ part }) => part)).toEqual([
      'ack',
      'live-metadata',
      'broker',
      'routes',
    ]);
    expect(report.parts.find(({ part }) => part === 'pods')).toMatchObject({
      cause: 'kubernetes-unreachable',
      value: expect.stringContaining('the Kubernetes API gave no answer within 4 s'),
    });
    expect(report.parts.find(({ part }) => part === 'ack')?.at).toBeLessThan(began + 4_000);
  });

  it('does not count what is not configured, and says so', async () => {
    const { kubernetes: _k, rabbitmq: _r, mongodb: _m, ...alone } = places();
    const report = await lookFrom(alone, clock);
    expect(
      report.parts.filter(({ state }) => state !== 'well').map(({ part, value, cause }) => [part, value, cause]),
    ).toEqual(['pods', 'broker', 'database', 'leaked-queues'].map((part) => [part, 'not configured', undefined]));
    expect(report).toMatchObject({ live: 'unclear', historic: 'unclear' });
    expect(report.nextStep).toBe('Add kubernetes to staging in focus.yml, as in focus.example.yml');
  });

  it('changes nothing, and posts nothing of secrets', async () => {
    const before = [world.rabbitmq.queues().length, world.lives.length];
    const wrong = { amqpUrl: 'amqp://guest:hunter2@127.0.0.1:1', vhost: '/' };
    const report = await look({ rabbitmq: wrong, redactor: createRedactor([/ECONNREFUSED/]) });
    expect(report.parts[0]).toMatchObject({ part: 'broker', value: expect.stringContaining('‹hidden ') });
    expect(JSON.stringify(report)).not.toMatch(/hunter2|ECONNREFUSED/);
    expect([world.rabbitmq.queues().length, world.lives.length]).toEqual(before);
  });

  it('ends with the signal’s reason', async () => {
    world.kubernetes.setHanging(true);
    const stop = new AbortController();
    const looking = look({ signal: stop.signal });
    await soon(() => expect(world.kubernetes.connections).toBeGreaterThan(0));
    stop.abort(new Error('the worker stops'));
    await expect(looking).rejects.toThrow('the worker stops');
    await expect(look({ signal: stop.signal })).rejects.toThrow('the worker stops');
  });
});
