import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobNames } from '#investigation/job-id.ts';
import type { KubernetesConnection } from '#probes/kubernetes/client.ts';
import { type Collection, list, type WatchEvent } from '#probes/kubernetes/collection.ts';
import { type Following, follow } from '#probes/kubernetes/follow.ts';
import { kubernetesJobsOf, podsOf } from '#probes/kubernetes/of-job.ts';
import { watchTogether } from '#probes/kubernetes/shared-watch.ts';
import { type LabCluster, openLabCluster, runningPod } from '../../support/kubernetes-lab-probe.ts';
import { soon } from '../../support/soon.ts';

let cluster: LabCluster;
let connection: KubernetesConnection;
/** The watches that were asked for, by their selector and how many seconds they were to last. */
let watches: string[];
let openWatches: number;

beforeEach(async () => {
  cluster = await openLabCluster(5);
  watches = [];
  openWatches = 0;
  connection = {
    ...cluster.connection,
    ask: async (path, query, asking) => {
      if (!query.watch) return cluster.connection.ask(path, query, asking);
      watches.push(`${query.labelSelector} ${query.timeoutSeconds}`);
      const answer = await cluster.connection.ask(path, query, asking);
      openWatches += 1;
      answer.body.on('close', () => {
        openWatches -= 1;
      });
      return answer;
    },
  };
});

afterEach(async () => {
  await soon(() => expect(openWatches).toBe(0));
  await cluster.close();
});

const podsOfJob = (id: string) => podsOf(jobNames(id));
const nameOf = (object: unknown) => (object as { metadata: { name: string } }).metadata.name;
const add = (id: string, rest: string) =>
  void cluster.lab.create(runningPod(`grpc-job-${id}-${rest}`, { 'job-name': `grpc-job-${id}` }));
const remove = (id: string, rest: string) => cluster.lab.remove('Pod', 'panda', `grpc-job-${id}-${rest}`);

/** Follows in the background; what came is in `changes`, what was not seen in `unseen`. */
function following(collection: Collection, how: Pick<Following, 'atLeisure'> = {}) {
  const stop = new AbortController();
  const changes: string[] = [];
  const unseen: { readonly from: number; readonly at: number }[] = [];
  const run = async () => {
    for await (const change of follow({ connection, clock: cluster.clock, collection, signal: stop.signal, ...how }))
      if (change.kind === 'unseen') unseen.push(change);
      else changes.push('object' in change ? `${change.kind} ${nameOf(change.object)}` : change.kind);
  };
  const ended = run().catch((error: unknown) => error);
  const end = () => {
    stop.abort();
    return ended;
  };
  return {
    changes,
    unseen,
    ended,
    end,
    until: (wanted: readonly string[]) => soon(() => expect(changes).toEqual(wanted)),
  };
}

describe('a watch that many share', () => {
  it('is one request, and tells each of its own part', async () => {
    const all = ['1-1', '1-2', '1-3'].map((id) => following(podsOfJob(id)));
    await Promise.all(all.map(({ until }) => until(['listed'])));
    await soon(() => expect(watches).toEqual(['job-name 10']));
    for (const id of ['1-1', '1-2', '1-3']) add(id, 'aaaaa');
    remove('1-2', 'aaaaa');
    await all[0]?.until(['listed', 'there grpc-job-1-1-aaaaa']);
    await all[1]?.until(['listed', 'there grpc-job-1-2-aaaaa', 'gone grpc-job-1-2-aaaaa']);
    await all[2]?.until(['listed', 'there grpc-job-1-3-aaaaa']);
    expect(watches).toEqual(['job-name 10']);
    for (const { end } of all) expect(await end()).toBeUndefined();
  });

  it('shows who comes later what is there by then, and of what was before nothing', async () => {
    const first = following(podsOfJob('1-1'));
    await first.until(['listed']);
    add('1-2', 'gone0');
    remove('1-2', 'gone0');
    add('1-2', 'there');
    add('1-1', 'aaaaa');
    await first.until(['listed', 'there grpc-job-1-1-aaaaa']);
    const late = following(podsOfJob('1-2'));
    await late.until(['there grpc-job-1-2-there', 'listed']);
    add('1-2', 'later');
    await late.until(['there grpc-job-1-2-there', 'listed', 'there grpc-job-1-2-later']);
    await first.end();
    remove('1-2', 'there');
    await late.until(['there grpc-job-1-2-there', 'listed', 'there grpc-job-1-2-later', 'gone grpc-job-1-2-there']);
    expect(watches).toEqual(['job-name 10']);
    await late.end();
  });

  it('tells of no others, also where no selector can list a part alone', async () => {
    const job = (name: string) => ({ kind: 'Job', metadata: { name, namespace: 'panda' }, spec: {}, status: {} });
    cluster.lab.create(job('grpc-job-1-2'));
    cluster.lab.create(job('grpc-job-1-1'));
    const own = following(kubernetesJobsOf(jobNames('1-1')));
    await own.until(['there grpc-job-1-1', 'listed']);
    cluster.lab.create(job('cleanup-job-1-2'));
    cluster.lab.create(job('cleanup-job-1-1'));
    await own.until(['there grpc-job-1-1', 'listed', 'there cleanup-job-1-1']);
    expect(await own.end()).toBeUndefined();
  });

  it('is taken up by all where it stood, over the end of one request after the other', async () => {
    const all = ['1-1', '1-2'].map((id) => following(podsOfJob(id)));
    await Promise.all(all.map(({ until }) => until(['listed'])));
    const wanted = ['listed'];
    for (let n = 10; n < 40; n += 1) {
      add('1-2', `aaa${n}`);
      wanted.push(`there grpc-job-1-2-aaa${n}`);
      await cluster.clock.sleep(1_000);
    }
    await all[1]?.until(wanted);
    expect(new Set(watches)).toEqual(new Set(['job-name 10']));
    expect(watches.length).toBeLessThanOrEqual(5);
    expect(all[0]?.changes).toEqual(['listed']);
    for (const { end } of all) expect(await end()).toBeUndefined();
  });

  it('leaves each its own loss: from when it looked, and until the end of its own look', async () => {
    const old = following(podsOfJob('1-1'));
    await old.until(['listed']);
    const brief = following(podsOfJob('1-2'));
    await brief.until(['listed']);
    const lostAt = cluster.clock.now();
    await cluster.lab.setDown(true);
    await cluster.clock.sleep(2_000);
    expect(await brief.end()).toMatchObject({ reason: 'cut-short' });
    await cluster.clock.sleep(8_000);
    const blind = following(podsOfJob('1-3'));
    expect(await blind.ended).toMatchObject({ reason: 'unreachable' });
    add('1-1', 'aaaaa');
    cluster.lab.compact();
    await cluster.lab.setDown(false);
    await old.until(['listed', 'there grpc-job-1-1-aaaaa']);
    expect(old.unseen[0]?.from).toBeGreaterThanOrEqual(lostAt);
    expect(old.unseen.length).toBeGreaterThan(0);
    expect(await old.end()).toBeUndefined();
  });

  it('makes all list anew when its version is forgotten', async () => {
    add('1-1', 'goes0');
    const all = ['1-1', '1-2'].map((id) => following(podsOfJob(id)));
    await all[0]?.until(['there grpc-job-1-1-goes0', 'listed']);
    await all[1]?.until(['listed']);
    cluster.lab.setHanging(true);
    remove('1-1', 'goes0');
    add('1-2', 'comes');
    cluster.lab.compact();
    cluster.lab.setHanging(false);
    await all[0]?.until(['there grpc-job-1-1-goes0', 'listed', 'gone grpc-job-1-1-goes0']);
    await all[1]?.until(['listed', 'there grpc-job-1-2-comes']);
    for (const { end } of all) expect(await end()).toBeUndefined();
  });

  it('is short as soon as somebody waits for what it shows', async () => {
    const capture = following({ resource: 'pods', labelSelector: 'job-name' }, { atLeisure: () => true });
    await soon(() => expect(watches).toContain('job-name 20'));
    const before = watches.length;
    const waits = following(podsOfJob('1-1'));
    await waits.until(['listed']);
    await soon(() => expect(watches.slice(before)).toContain('job-name 10'));
    add('1-1', 'aaaaa');
    await waits.until(['listed', 'there grpc-job-1-1-aaaaa']);
    await capture.until(['listed', 'there grpc-job-1-1-aaaaa']);
    await waits.end();
    await capture.end();
  });

  it('leaves alone who knows less than it kept, and misses nothing', async () => {
    const collection = podsOfJob('1-1');
    const stop = new AbortController();
    const reading = { connection, clock: cluster.clock, collection, signal: stop.signal, patienceMs: 5_000 };
    const { version } = await list(reading);
    add('1-1', 'aaaaa');
    const first = following(podsOfJob('1-2'));
    await first.until(['listed']);
    await soon(() => expect(watches).toEqual(['job-name 10']));
    const seen: string[] = [];
    const run = async () => {
      for await (const event of watchTogether(reading, version, 10)) seen.push(inWords(event));
    };
    const ended = run().catch(() => undefined);
    await soon(() => expect(seen).toEqual(['open', 'changed grpc-job-1-1-aaaaa']));
    expect(watches).toEqual(['job-name 10', 'job-name in (grpc-job-1-1,cleanup-job-1-1) 10']);
    stop.abort();
    await ended;
    await first.end();
  });

  it('ends with the last who reads it, and begins for the next', async () => {
    const first = following(podsOfJob('1-1'));
    await first.until(['listed']);
    await soon(() => expect(watches).toHaveLength(1));
    await first.end();
    await soon(() => expect(openWatches).toBe(0));
    add('1-2', 'aaaaa');
    const next = following(podsOfJob('1-2'));
    await next.until(['there grpc-job-1-2-aaaaa', 'listed']);
    await soon(() => expect(watches).toHaveLength(2));
    add('1-2', 'bbbbb');
    await next.until(['there grpc-job-1-2-aaaaa', 'listed', 'there grpc-job-1-2-bbbbb']);
    await next.end();
  });
});

function inWords(event: WatchEvent): string {
  return 'held' in event ? `${event.kind} ${event.held.meta.name}` : event.kind;
}
