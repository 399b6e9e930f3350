import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlindError } from '#investigation/probe.ts';
import { labClock } from '#lab/clock.ts';
import { connectKubernetes, type KubernetesConnection } from '#probes/kubernetes/client.ts';
import type { Collection } from '#probes/kubernetes/collection.ts';
import { type Change, type Following, follow } from '#probes/kubernetes/follow.ts';
import type { Unseen } from '#probes/kubernetes/outage.ts';
import { type LabCluster, openLabCluster, runningPod } from '../../support/kubernetes-lab-probe.ts';
import { soon } from '../../support/soon.ts';
import { TEST_CERTIFICATE, TEST_KEY } from '../focus-server/certificate.ts';

const pods: Collection = { resource: 'pods', labelSelector: 'app=x' };
let cluster: LabCluster;

beforeEach(async () => {
  cluster = await openLabCluster();
});

afterEach(async () => {
  await soon(() => expect(cluster.lab.connections).toBe(0));
  await cluster.close();
});

/** Follows in the background; what came is in `changes`, how it ended in `ended`. */
function following(
  connection: KubernetesConnection = cluster.connection,
  how: Partial<Pick<Following, 'givesUp' | 'atLeisure' | 'collection'>> = {},
) {
  const stop = new AbortController();
  const changes: string[] = [];
  const gone: unknown[] = [];
  const unseen: Unseen[] = [];
  const { clock } = cluster;
  const run = async () => {
    for await (const change of follow({ connection, clock, collection: pods, signal: stop.signal, ...how }))
      if (change.kind === 'unseen') unseen.push(change);
      else {
        changes.push(inWords(change));
        if (change.kind === 'gone') gone.push(change.object);
      }
  };
  const ended = run().catch((error: unknown) => error);
  const end = async () => {
    stop.abort();
    return await ended;
  };
  const until = (expected: readonly string[]) => soon(() => expect(changes).toEqual(expected));
  return { changes, gone, unseen, ended, end, until };
}

function inWords(change: Exclude<Change, { kind: 'unseen' }>): string {
  if (change.kind === 'listed') return 'listed';
  const { metadata } = change.object as { metadata: { name: string; labels?: { step?: string } } };
  return `${change.kind} ${metadata.name}${metadata.labels?.step ?? ''}`;
}

const add = (name: string) => void cluster.lab.create(runningPod(name, { app: 'x' }));
const step = (name: string, step: string) =>
  cluster.lab.update('Pod', 'panda', name, ({ metadata }) => {
    metadata.labels = { ...metadata.labels, step };
  });
const happens = (name: string) =>
  void cluster.lab.create({ kind: 'Event', metadata: { name, namespace: 'panda' }, reason: 'Pulled' });
const remove = (name: string) => cluster.lab.remove('Pod', 'panda', name);

describe('following a collection', () => {
  it('tells what there is, that this is all, and every change from then on', async () => {
    add('a');
    const { until, end } = following();
    await until(['there a', 'listed']);
    add('b');
    step('a', '!');
    remove('b');
    await until(['there a', 'listed', 'there b', 'there a!', 'gone b']);
    expect(await end()).toBeUndefined();
  });

  it('keeps of an object all but who wrote which field', async () => {
    add('a');
    const { until, end, gone } = following();
    await until(['there a', 'listed']);
    remove('a');
    await until(['there a', 'listed', 'gone a']);
    const metadata = (gone[0] as { metadata: object }).metadata;
    expect(Object.keys(metadata)).toEqual(expect.arrayContaining(['name', 'uid', 'labels']));
    expect(metadata).not.toHaveProperty('managedFields');
    await end();
  });

  it('tells no end of an event: that one expires is no news', async () => {
    happens('first');
    const { until, end } = following(undefined, { collection: { resource: 'events' } });
    await until(['there first', 'listed']);
    cluster.lab.remove('Event', 'panda', 'first');
    happens('second');
    await until(['there first', 'listed', 'there second']);
    await end();
  });

  it('reads a list of many pages', async () => {
    const names = Array.from({ length: 1_001 }, (_, i) => `pod-${String(i).padStart(4, '0')}`);
    for (const name of names) add(name);
    const { until, end } = following();
    await until([...names.map((name) => `there ${name}`), 'listed']);
    await end();
  });

  it('goes on over the end of one watch after the other without losing or repeating anything', async () => {
    const { changes, until, end } = following();
    await until(['listed']);
    const expected = ['listed'];
    for (let i = 0; i < 30; i += 1) {
      add(`p${i}`);
      expected.push(`there p${i}`);
      await cluster.clock.sleep(1_000);
    }
    await until(expected);
    expect(changes).toEqual(expected);
    await end();
  });

  it('goes on where it was after a broken connection', async () => {
    const { until, end } = following();
    await until(['listed']);
    await cluster.lab.setDown(true);
    add('a');
    step('a', '!');
    remove('a');
    await cluster.lab.setDown(false);
    await until(['listed', 'there a', 'there a!', 'gone a!']);
    expect(await end()).toBeUndefined();
  });

  it('goes on after a connection that had stood for long broke once, and nothing is missing', async () => {
    const { until, unseen, end } = following();
    await until(['listed']);
    await cluster.clock.sleep(7_500);
    add('a');
    await until(['listed', 'there a']);
    await cluster.lab.setDown(true);
    add('b');
    await cluster.lab.setDown(false);
    await until(['listed', 'there a', 'there b']);
    expect(unseen).toEqual([]);
    expect(await end()).toBeUndefined();
  });

  it('goes on after a loss of any length, and tells from when to when it saw nothing', async () => {
    add('goes');
    const { until, unseen, end } = following();
    await until(['there goes', 'listed']);
    const lostAt = cluster.clock.now();
    await cluster.lab.setDown(true);
    await cluster.clock.sleep(12_000);
    remove('goes');
    cluster.lab.compact();
    const backAt = cluster.clock.now();
    await cluster.lab.setDown(false);
    await until(['there goes', 'listed', 'gone goes']);
    const [first] = unseen;
    expect(first).toMatchObject({
      reason: 'unreachable',
      detail: expect.stringMatching(/^pods could not be seen for /),
    });
    expect(first?.from).toBeGreaterThanOrEqual(lostAt);
    for (const [i, { from }] of unseen.slice(1).entries()) expect(from).toBe(unseen[i]?.at);
    expect(unseen.at(-1)?.at).toBeGreaterThanOrEqual(backAt);
    expect(await end()).toBeUndefined();
  });

  it('begins, though the first connection is dropped', async () => {
    add('a');
    await cluster.lab.setDown(true);
    const { until, end } = following();
    await cluster.clock.sleep(300);
    await cluster.lab.setDown(false);
    await until(['there a', 'listed']);
    expect(await end()).toBeUndefined();
  });

  it('lists again when the server has forgotten the version, and tells the differences', async () => {
    for (const name of ['goes', 'stays', 'changes', 'returns']) add(name);
    const { until, end, changes } = following();
    const first = ['there changes', 'there goes', 'there returns', 'there stays', 'listed'];
    await until(first);
    await cluster.lab.setDown(true);
    remove('goes');
    step('changes', '!');
    remove('returns');
    add('returns');
    add('comes');
    cluster.lab.compact();
    await cluster.lab.setDown(false);
    await soon(() => expect(changes).toHaveLength(first.length + 5));
    expect(changes.slice(first.length).toSorted()).toEqual(
      ['gone goes', 'there changes!', 'gone returns', 'there returns', 'there comes'].toSorted(),
    );
    expect(await end()).toBeUndefined();
  });

  it('lists again when an open watch ends with 410', async () => {
    add('a');
    const { until, end } = following();
    await until(['there a', 'listed']);
    cluster.lab.compact();
    step('a', '!');
    await until(['there a', 'listed', 'there a!']);
    expect(await end()).toBeUndefined();
  });

  it('lists again when the start of a watch is answered 410', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => answerGone(request, response, asked));
    server.listen(0, '127.0.0.1');
    await soon(() => expect(server.listening).toBe(true));
    const { until, end } = following(await connectionTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    await until(['there old', 'listed', 'gone old', 'there new']);
    await soon(() => expect(asked.slice(0, 4)).toEqual(['list', 'watch 10', 'list', 'watch 20']));
    expect(await end()).toBeUndefined();
    server.close();
  });

  it('asks for longer watches while nothing changes and nobody waits, and for a short one as soon as something does', async () => {
    const quiet = await quietServer(8);
    let atLeisure = true;
    const { until, end } = following(await connectionTo(quiet.url), { atLeisure: () => atLeisure });
    await until(['listed', 'there comes']);
    await soon(() => expect(quiet.watches.length).toBeGreaterThan(9));
    expect(quiet.watches.slice(0, 10)).toEqual([10, 20, 40, 80, 160, 240, 240, 240, 10, 20]);
    atLeisure = false;
    const before = quiet.watches.length;
    await soon(() => expect(quiet.watches.length).toBeGreaterThan(before + 3));
    expect(new Set(quiet.watches.slice(before + 2))).toEqual(new Set([10]));
    expect(await end()).toBeUndefined();
    quiet.close();
  });

  it('lists once a second when it may not watch', async () => {
    cluster.lab.deny({ verb: 'watch', resource: 'pods' });
    add('a');
    const { until, end } = following();
    await until(['there a', 'listed']);
    step('a', '!');
    add('b');
    await until(['there a', 'listed', 'there a!', 'there b']);
    remove('a');
    await until(['there a', 'listed', 'there a!', 'there b', 'gone a!']);
    expect(await end()).toBeUndefined();
  });
});

describe('a follower that cannot see', () => {
  it('says which permission is missing', async () => {
    cluster.lab.deny({ verb: 'list', resource: 'pods' });
    const { ended } = following();
    expect(await ended).toMatchObject({
      reason: 'refused',
      message: expect.stringMatching(/listing pods in namespace panda answered 403: .* cannot list resource "pods"/),
    });
  });

  it('is blind at once where nobody listens', async () => {
    await cluster.lab.setDown(true);
    const error = await following().ended;
    expect(error).toBeInstanceOf(BlindError);
    expect(error).toMatchObject({ reason: 'unreachable', message: expect.stringContaining('ECONNREFUSED') });
  });

  it('is blind where the name cannot be resolved', async () => {
    const { ended } = following(await connectionTo('http://no-such-host.invalid:1'));
    expect(await ended).toMatchObject({
      reason: 'misdirected',
      mend: expect.stringContaining('server in the kubeconfig'),
    });
  });

  it('is blind after 5 s without a first answer', async () => {
    cluster.lab.setHanging(true);
    expect(await following().ended).toMatchObject({
      reason: 'timed-out',
      message: expect.stringContaining('no answer within 5 s'),
    });
  });

  it('keeps what it saw, and where it gives up is blind 5 s after a loss that nothing mends', async () => {
    add('a');
    const { until, ended, changes } = following(cluster.connection, { givesUp: true });
    await until(['there a', 'listed']);
    const lostAt = cluster.clock.now();
    await cluster.lab.setDown(true);
    expect(await ended).toMatchObject({
      reason: 'unreachable',
      message: expect.stringContaining('pods could not be seen any more'),
    });
    expect(cluster.clock.now() - lostAt).toBeGreaterThanOrEqual(5_000);
    expect(changes).toEqual(['there a', 'listed']);
  });

  it('notices that a server which was there has begun to hang', async () => {
    const { until, unseen, end } = following();
    await until(['listed']);
    cluster.lab.setHanging(true);
    await soon(() => expect(unseen[0]).toMatchObject({ reason: 'timed-out' }));
    expect(await end()).toMatchObject({ reason: 'timed-out', message: expect.stringContaining('when the end came') });
  });

  it('says so when it is stopped before the first answer', async () => {
    cluster.lab.setHanging(true);
    const { end } = following();
    await soon(() => expect(cluster.lab.connections).toBe(1));
    expect(await end()).toMatchObject({ reason: 'cut-short' });
  });

  it('says so when it is stopped while the watch is lost', async () => {
    const { until, end } = following();
    await until(['listed']);
    await cluster.lab.setDown(true);
    await cluster.clock.sleep(1_000);
    expect(await end()).toMatchObject({ reason: 'cut-short', message: expect.stringContaining('when the end came') });
  });

  it('says what is wrong with a kubeconfig', async () => {
    const nowhere = { kubeconfig: '/nowhere/kubeconfig', inCluster: false, namespace: 'panda', backendSelector: '' };
    const { ended } = following(connectKubernetes(nowhere, cluster.clock));
    expect(await ended).toMatchObject({
      reason: 'misdirected',
      message: expect.stringContaining('/nowhere/kubeconfig'),
    });
    const { settings } = cluster.connection;
    const other = following(connectKubernetes({ ...settings, context: 'other' }, cluster.clock));
    expect(await other.ended).toMatchObject({ reason: 'misdirected', message: expect.stringContaining('"other"') });
  });

  it('is blind at once before a certificate that the kubeconfig does not trust', async () => {
    const server = createHttpsServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (_request, response) => response.end());
    server.listen(0, '127.0.0.1');
    await soon(() => expect(server.listening).toBe(true));
    const { ended } = following(await connectionTo(`https://127.0.0.1:${(server.address() as AddressInfo).port}`));
    expect(await ended).toMatchObject({
      reason: 'not-trusted',
      message: expect.stringContaining('self-signed certificate'),
      mend: expect.stringContaining('certificate-authority in the kubeconfig'),
    });
    server.close();
  });

  it('says that its token is not taken any more', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(401).end('{"kind":"Status","message":"Unauthorized","code":401}');
    });
    server.listen(0, '127.0.0.1');
    await soon(() => expect(server.listening).toBe(true));
    const { ended } = following(await connectionTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    expect(await ended).toMatchObject({ reason: 'refused', mend: expect.stringContaining('Renew the token') });
    server.close();
  });

  it('is blind in front of something that is no Kubernetes', async () => {
    const server = createServer((_request, response) => void response.end('<html>a proxy says hello</html>'));
    server.listen(0, '127.0.0.1');
    await soon(() => expect(server.listening).toBe(true));
    const { ended } = following(await connectionTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    expect(await ended).toMatchObject({ reason: 'failed', message: expect.stringContaining('a proxy says hello') });
    server.close();
  });
});

/** A server whose watch from version 10 is gone, as HTTP 410: older servers say so before the watch stands. */
function answerGone(request: IncomingMessage, response: ServerResponse, asked: string[]): void {
  const { searchParams } = new URL(request.url ?? '', 'http://lab');
  const from = searchParams.get('resourceVersion');
  asked.push(searchParams.has('watch') ? `watch ${from}` : 'list');
  if (from === '10') {
    response
      .writeHead(410)
      .end(JSON.stringify({ kind: 'Status', message: 'too old resource version: 10 (20)', reason: 'Gone', code: 410 }));
    return;
  }
  if (from !== null) return;
  const fresh = asked.filter((each) => each === 'list').length > 1;
  const metadata = {
    name: fresh ? 'new' : 'old',
    uid: fresh ? '2' : '1',
    resourceVersion: '5',
    creationTimestamp: '2026-01-01T00:00:00Z',
  };
  response.end(
    JSON.stringify({ kind: 'PodList', metadata: { resourceVersion: fresh ? '20' : '10' }, items: [{ metadata }] }),
  );
}

/** Its watches end at once, but one, in which a pod comes: that one stays open. `watches` is how long each was to be. */
async function quietServer(which: number) {
  const watches: number[] = [];
  const pod = {
    metadata: { name: 'comes', uid: '1', resourceVersion: '11', creationTimestamp: '2026-01-01T00:00:00Z' },
  };
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://lab');
    if (!searchParams.has('watch'))
      return void response.end(JSON.stringify({ kind: 'PodList', metadata: { resourceVersion: '10' }, items: [] }));
    watches.push(Number(searchParams.get('timeoutSeconds')));
    if (watches.length === which) response.write(`${JSON.stringify({ type: 'ADDED', object: pod })}\n`);
    else response.end();
  });
  server.listen(0, '127.0.0.1');
  await soon(() => expect(server.listening).toBe(true));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, watches, close };
}

async function connectionTo(url: string): Promise<KubernetesConnection> {
  const kubeconfig = path.join(await mkdtemp(path.join(tmpdir(), 'kubeconfig-')), 'kubeconfig');
  const trust = url.startsWith('https') ? 'false' : 'true';
  const text = cluster.lab.kubeconfig.replace(cluster.lab.url, url).replace('verify: true', `verify: ${trust}`);
  await writeFile(kubeconfig, text);
  return connectKubernetes({ ...cluster.connection.settings, kubeconfig }, labClock(20));
}
