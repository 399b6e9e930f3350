import { afterEach, describe, expect, it } from 'vitest';
import { type LabClock, labClock } from '#lab/clock.ts';
import type { Fault } from '#lab/scenario.ts';
import { somebodyConfigures } from '#lab/somebody.ts';
import { openWorld, type World } from '#lab/world/world.ts';

let world: World;
let clock: LabClock;

async function open(...faults: readonly Fault[]): Promise<void> {
  clock = labClock(10);
  const scenario = { id: 'own', story: 'a test’s own', faults, expected: { verdict: 'healthy' as const } };
  world = await openWorld({ clock, seed: 1, scenario, counter: 162 });
}

afterEach(async () => {
  await world.close();
  clock.stop();
});

const metadata = async (id: string) => (await fetch(`${world.focusServer.url}/metadata/${id}`)).status;
const ask = (path: string) => fetch(`${world.kubernetes.url}/api/v1/namespaces/panda/${path}`);
const items = async (path: string) => ((await (await ask(path)).json()) as { items: unknown[] }).items;

describe('a world', () => {
  it('has jobs of other people that stream already, each with what was told of it', async () => {
    await open(
      { kind: 'other-jobs', count: 1, faults: [] },
      { kind: 'other-jobs', count: 1, faults: [{ kind: 'never', stage: 'metadata' }] },
      { kind: 'labels' },
    );
    await clock.sleep(200);
    const [one, other] = world.others.map(({ job }) => job.id);
    expect([one, other]).toEqual(['1-163', '2-164']);
    expect(await Promise.all([metadata('1-163'), metadata('2-164')])).toEqual([200, 404]);
    expect(await items('pods?labelSelector=job_id=1-163')).toHaveLength(2);
  });

  it('leaks the queue of an id that is the beginning of the next one', async () => {
    await open({ kind: 'leaked-queue', of: 'shorter-id', ready: 57 });
    expect(await somebodyConfigures(world.focusServer.url)).toBe('1-163');
    expect(world.rabbitmq.queues()).toContainEqual({
      name: expect.stringMatching(/^grpc-job-1-16-\d+\.\d+$/),
      consumers: 0,
      ready: 57,
    });
  });

  it('forgets every job when its backend restarts, and counts anew', async () => {
    await open({ kind: 'other-jobs', count: 1, faults: [] }, { kind: 'backend-restarts', atMs: 500 });
    await clock.sleep(200);
    expect(await metadata('1-163')).toBe(200);
    await somebodyConfigures(world.focusServer.url);
    await clock.sleep(4_000);
    expect(await metadata('1-163')).toBe(404);
    expect(await somebodyConfigures(world.focusServer.url)).toBe('3-1');
    const [backend] = await items('pods?labelSelector=app.kubernetes.io/name=panda-panda-focus-server');
    expect(backend).toMatchObject({
      status: { containerStatuses: [{ restartCount: 1, lastState: { terminated: { exitCode: 137 } } }] },
    });
  });

  it('plays two faults at once, and shows neither logs nor events where they are gone', async () => {
    await open(
      { kind: 'image-pull', why: 'not found' },
      { kind: 'service-refused' },
      { kind: 'events-dropped' },
      { kind: 'logs-gone', how: 'failing' },
      { kind: 'denied', resource: 'services' },
    );
    await somebodyConfigures(world.focusServer.url);
    await clock.sleep(5_000);
    const name = world.lives[0]?.job.grpcPod;
    expect(world.kubernetes.get('Pod', 'panda', name ?? '')).toMatchObject({
      status: { phase: 'Pending', containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff' } } }] },
    });
    expect(world.kubernetes.get('Service', 'panda', 'grpc-service-1-163')).toBeUndefined();
    expect(await items('events')).toEqual([]);
    expect((await ask('pods/rabbitmq-panda-0/log')).status).toBe(500);
    expect((await ask('services')).status).toBe(403);
  });

  it('closes AMQP while management answers, or lets management leave its numbers out', async () => {
    await open({ kind: 'amqp-down' });
    const { amqpUrl, managementUrl, user, password } = world.rabbitmq;
    const headers = { authorization: `Basic ${btoa(`${user}:${password}`)}` };
    const queues = async () =>
      (await (await fetch(`${managementUrl}/api/queues/%2F`, { headers })).json()) as { name: string }[];
    await expect(fetch(amqpUrl.replace('amqp:', 'http:'))).rejects.toThrow('fetch failed');
    expect(await queues()).toHaveLength(2);
    await world.become({
      id: 'own',
      story: '',
      faults: [{ kind: 'statistics-off' }],
      expected: { verdict: 'healthy' },
    });
    expect((await queues())[0]).not.toHaveProperty('consumers');
  });

  it('keeps the bot alone from a part, for a stretch', async () => {
    const unseen: Fault = { kind: 'unseen', part: 'kubernetes', how: 'refused' };
    await open({ kind: 'for-a-while', fault: unseen, fromMs: 300, untilMs: 1_500 });
    await somebodyConfigures(world.focusServer.url);
    await clock.sleep(700);
    await expect(ask('pods')).rejects.toThrow('fetch failed');
    await clock.sleep(1_500);
    expect((await ask('pods')).status).toBe(200);
  });

  it('keeps a broken way broken, whatever else begins or ends', async () => {
    const elsewhere = { kind: 'for-a-while', fault: { kind: 'statistics-off' }, fromMs: 700, untilMs: 1_000 } as const;
    await open({ kind: 'path-broken', atMs: 300 }, elsewhere);
    await somebodyConfigures(world.focusServer.url);
    await clock.sleep(2_000);
    const asked = [`${world.focusServer.url}/ack`, `${world.kubernetes.url}/api/v1/namespaces/panda/pods`];
    for (const url of asked)
      await expect(fetch(url, { signal: AbortSignal.timeout(200) })).rejects.toThrow('aborted due to timeout');
  });

  it('refuses what is live without a fiber, and recordings not', async () => {
    await open({ kind: 'no-fiber' });
    expect(await configured({})).toBe(503);
    expect(await configured({ start_time: 1_700_000_000, end_time: 1_700_000_600 })).toBe(200);
  });

  it('lists recordings of every hour, the present one without an end, and none where it finds none', async () => {
    await open();
    const now = Math.floor(clock.now() / 1_000);
    const hour = now - (now % 3_600);
    expect(await recordingsOf(hour - 3_000, now)).toEqual([
      [hour - 3_600, hour],
      [hour, -1],
    ]);
    await world.become({ id: 'own', story: '', faults: [{ kind: 'no-recording' }], expected: { verdict: 'healthy' } });
    expect(await recordingsOf(hour - 3_000, now)).toEqual([]);
  });

  it('is overloaded by ten configures at once, and by nine not', async () => {
    await open();
    const answers = await Promise.all(Array.from({ length: 10 }, () => configured({})));
    expect(answers.filter((status) => status === 200)).toHaveLength(9);
    expect(answers.filter((status) => [500, 502, 504].includes(status))).toHaveLength(1);
  });

  it('says where the stream is as a host and a text, or as a URL and a number', async () => {
    await open();
    expect(await streamOf()).toEqual({ url: '127.0.0.1', port: expect.any(String) });
    await world.close();
    clock.stop();
    clock = labClock(10);
    const scenario = { id: 'own', story: '', faults: [], expected: { verdict: 'healthy' as const } };
    world = await openWorld({ clock, seed: 1, scenario, streamAs: 'url' });
    expect(await streamOf()).toEqual({ url: 'http://127.0.0.1', port: expect.any(Number) });
  });

  it('logs the queue as the analyzer is told of it', async () => {
    await open();
    const id = await somebodyConfigures(world.focusServer.url);
    const log = await (await ask('pods/panda-panda-focus-server-6c9f7d5b8-x2k4q/log')).text();
    expect(log).toContain(`--queue-name focus_baby.${id} `);
  });
});

const BODY = {
  displayTimeAxisDuration: 10,
  nfftSelection: 1_024,
  displayInfo: { height: 1_000 },
  channels: { min: 1, max: 50 },
  frequencyRange: { min: 0, max: 500 },
  start_time: null,
  end_time: null,
  view_type: 0,
};

function post(path: string, body: object): Promise<Response> {
  return fetch(`${world.focusServer.url}/${path}`, { method: 'POST', body: JSON.stringify(body) });
}

async function configured(wanted: object): Promise<number> {
  return (await post('configure', { ...BODY, ...wanted })).status;
}

async function streamOf(): Promise<{ readonly url: unknown; readonly port: unknown }> {
  const answer = (await (await post('configure', BODY)).json()) as { stream_url: unknown; stream_port: unknown };
  return { url: answer.stream_url, port: answer.stream_port };
}

async function recordingsOf(from: number, to: number): Promise<unknown> {
  return (await post('recordings_in_time_range', { start_time: from, end_time: to })).json();
}
