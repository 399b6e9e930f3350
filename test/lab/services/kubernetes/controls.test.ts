import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labClock } from '#lab/clock.ts';
import { type LabKubernetes, openKubernetes } from '#lab/services/kubernetes/kubernetes.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { soon } from '../../../support/soon.ts';

const clock = labClock(10);
let lab: LabKubernetes;

beforeEach(async () => {
  lab = await openKubernetes({ clock });
});

afterEach(async () => await lab.close());

const pod = (name: string) => ({
  kind: 'Pod',
  metadata: { name, namespace: 'panda' },
  spec: { containers: [{ name: 'main' }] },
});
const get = (path: string) => fetch(`${lab.url}/api/v1/namespaces/panda/${path}`);
const items = async (path: string) => ((await (await get(path)).json()) as { items: Record<string, unknown>[] }).items;
const setState = (name: string, state: object, restartCount = 0) =>
  lab.update('Pod', 'panda', name, (object) => {
    object.status = { containerStatuses: [{ name: 'main', restartCount, state }] };
  });

it('an event is gone an hour after it was last written, as the API server has it', async () => {
  const hand = manualClock(Date.UTC(2026, 0, 1));
  const aging = await openKubernetes({ clock: hand });
  const happen = (reason: string) =>
    aging.event({ namespace: 'panda', type: 'Normal', reason, message: '', object: { kind: 'Pod', name: 'a' } });
  const reasons = async () => {
    const answer = await fetch(`${aging.url}/api/v1/namespaces/panda/events`);
    return ((await answer.json()) as { items: { reason: string }[] }).items.map(({ reason }) => reason);
  };
  const pass = (minutes: number) => hand.advance(minutes * 60_000);
  happen('Pulled');
  happen('BackOff');
  await pass(50);
  happen('BackOff');
  await pass(15);
  happen('Killing');
  expect(await reasons()).toEqual(['BackOff', 'Killing']);
  await pass(50);
  happen('Started');
  expect(await reasons()).toEqual(['Killing', 'Started']);
  await aging.close();
});

describe("what the world can do to the lab's API server", () => {
  it('create an object with what it leaves out filled in', () => {
    const made = lab.create({ kind: 'Job', metadata: { name: 'grpc-job-1-1' } });
    expect(made).toMatchObject({
      apiVersion: 'batch/v1',
      metadata: {
        namespace: 'default',
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        resourceVersion: expect.stringMatching(/^\d+$/),
      },
    });
    expect(made.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(lab.create({ ...pod('a'), metadata: { ...pod('a').metadata, uid: 'mine' } }).metadata.uid).toBe('mine');
  });

  it('not create the same object twice, nor a kind that is unknown', () => {
    lab.create(pod('a'));
    expect(() => lab.create(pod('a'))).toThrow('Pod "a" already exists');
    expect(() => lab.create({ kind: 'Ingress', metadata: { name: 'a' } })).toThrow('no kind "Ingress"');
  });

  it('note who wrote what last: the status apart from all else', () => {
    const writersOf = (name: string) =>
      lab.get('ConfigMap', 'panda', name)?.metadata.managedFields?.map(({ time, fieldsV1 }) => [time, fieldsV1]);
    const creationTimestamp = '2026-01-01T00:00:00Z';
    lab.create({ kind: 'ConfigMap', metadata: { name: 'a', namespace: 'panda', creationTimestamp }, data: { a: '1' } });
    expect(writersOf('a')).toEqual([[creationTimestamp, { 'f:data': {} }]]);
    lab.update('ConfigMap', 'panda', 'a', (object) => {
      object.status = { seen: true };
    });
    const later = expect.stringMatching(/^20/);
    expect(writersOf('a')).toEqual([
      [creationTimestamp, { 'f:data': {} }],
      [later, { 'f:status': {} }],
    ]);
    lab.update('ConfigMap', 'panda', 'a', (object) => {
      object.data = { a: '2' };
    });
    expect(writersOf('a')?.find(([, fields]) => 'f:data' in Object(fields))?.[0]).not.toBe(creationTimestamp);
  });

  it('change and remove an object, or learn that it is not there', () => {
    lab.create(pod('a'));
    expect(setState('a', {})).toBe(true);
    expect(lab.get('Pod', 'panda', 'a')?.status).toMatchObject({ containerStatuses: [{ name: 'main' }] });
    expect(lab.remove('Pod', 'panda', 'a')).toBe(true);
    expect(lab.get('Pod', 'panda', 'a')).toBeUndefined();
    expect([setState('a', {}), lab.remove('Pod', 'panda', 'a')]).toEqual([false, false]);
  });

  it('get copies: changing one changes nothing', () => {
    const made = lab.create(pod('a'));
    made.metadata.name = 'b';
    const got = lab.get('Pod', 'panda', 'a');
    expect(got?.metadata.name).toBe('a');
  });

  it('write logs, which are gone with their pod', async () => {
    lab.create(pod('a'));
    lab.log('panda', 'a', 'main', 'hello');
    expect(await (await get('pods/a/log')).text()).toBe('hello\n');
    lab.remove('Pod', 'panda', 'a');
    lab.log('panda', 'a', 'main', 'nobody is there');
    lab.create(pod('a'));
    expect((await get('pods/a/log')).status).toBe(204);
  });

  it('restart a container, which keeps the log of the run before', async () => {
    lab.create(pod('a'));
    lab.log('panda', 'a', 'main', 'run 1');
    setState('a', { terminated: { exitCode: 1 } });
    setState('a', { running: {} }, 1);
    lab.log('panda', 'a', 'main', 'run 2');
    expect(await (await get('pods/a/log')).text()).toBe('run 2\n');
    expect(await (await get('pods/a/log?previous=true')).text()).toBe('run 1\n');
  });

  it('keep a container waiting, whose log is then refused', async () => {
    lab.create(pod('a'));
    setState('a', { waiting: { reason: 'ImagePullBackOff' } });
    const response = await get('pods/a/log');
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 400,
      body: { message: 'container "main" in pod "a" is waiting to start: ImagePullBackOff' },
    });
  });

  it('ask which container is meant where there are several', async () => {
    lab.create({ ...pod('a'), spec: { initContainers: [{ name: 'init' }], containers: [{ name: 'main' }] } });
    expect(await (await get('pods/a/log')).json()).toMatchObject({
      message: 'a container name must be specified for pod a, choose one of: [init main]',
    });
  });

  it('repeat an event: the first one counts', async () => {
    const happen = (reason: string) =>
      lab.event({ namespace: 'panda', type: 'Warning', reason, message: 'again', object: { kind: 'Pod', name: 'a' } });
    for (const reason of ['BackOff', 'BackOff', 'FailedScheduling', 'FailedScheduling', 'FailedScheduling'])
      happen(reason);
    expect(await items('events')).toMatchObject([
      { reason: 'BackOff', count: 2, source: { component: 'kubelet' } },
      { reason: 'FailedScheduling', series: { count: 3 }, reportingComponent: 'default-scheduler' },
    ]);
  });

  it('deny one thing, or everything, until it is allowed again', async () => {
    const statuses = async () => [(await get('pods')).status, (await get('events')).status];
    lab.deny({ verb: 'list', resource: 'pods' });
    expect(await statuses()).toEqual([403, 200]);
    lab.deny({ verb: '*', resource: '*' });
    expect(await statuses()).toEqual([403, 403]);
    lab.deny(undefined);
    expect(await statuses()).toEqual([200, 200]);
  });

  it('take it down and bring it back to the same address, with everything in it', async () => {
    lab.create(pod('a'));
    const watch = await get('pods?watch=true');
    await lab.setDown(true);
    await expect(watch.text()).rejects.toThrow();
    await expect(get('pods')).rejects.toThrow();
    await lab.setDown(false);
    expect(await items('pods')).toHaveLength(1);
  });

  it('hang it: what was asked, watched and logged meanwhile comes afterwards', async () => {
    lab.create(pod('a'));
    lab.log('panda', 'a', 'main', 'before');
    const [watch, log] = await Promise.all([get('pods?watch=true&timeoutSeconds=20'), get('pods/a/log?follow=true')]);
    lab.setHanging(true);
    const asked = get('pods/a');
    lab.create(pod('b'));
    lab.log('panda', 'a', 'main', 'meanwhile');
    lab.remove('Pod', 'panda', 'a');
    await soon(() => expect(lab.connections).toBeGreaterThanOrEqual(3));
    lab.setHanging(false);
    expect((await asked).status).toBe(404);
    expect(await log.text()).toBe('before\nmeanwhile\n');
    const types = (await watch.text())
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types).toEqual(['ADDED', 'ADDED', 'DELETED']);
  });

  it('forget the past: an open watch ends with 410, and so does the next page of a list', async () => {
    for (const name of ['a', 'b']) lab.create(pod(name));
    const list = (await (await get('pods?limit=1')).json()) as {
      metadata: { continue: string; resourceVersion: string };
    };
    const watch = await get(`pods?watch=true&resourceVersion=${list.metadata.resourceVersion}`);
    setState('a', {});
    lab.compact();
    expect(await watch.text()).toMatch(/"MODIFIED".*\n.*"ERROR".*"code":410/);
    const next = await get(`pods?limit=1&continue=${list.metadata.continue}`);
    expect({ status: next.status, body: await next.json() }).toMatchObject({
      status: 410,
      body: { reason: 'Expired' },
    });
  });

  it('be asked for a page of the past while it is remembered', async () => {
    for (const name of ['a', 'b', 'c']) lab.create(pod(name));
    const list = (await (await get('pods?limit=1')).json()) as { metadata: { continue: string } };
    lab.remove('Pod', 'panda', 'b');
    lab.create(pod('d'));
    const names = (await items(`pods?continue=${list.metadata.continue}`)).map(
      ({ metadata }) => (metadata as { name: string }).name,
    );
    expect(names).toEqual(['b', 'c']);
  });

  it('say the time of its own clock', async () => {
    const date = Date.parse((await get('pods')).headers.get('date') ?? '');
    expect(Math.abs(date - clock.now())).toBeLessThan(60_000);
    expect(date).not.toBeNaN();
  });

  it('not be changed over HTTP', async () => {
    const response = await fetch(`${lab.url}/api/v1/namespaces/panda/pods`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(405);
  });
});
