import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { knownRedactor as redactor } from '#lib/redact.ts';

import { connectKubernetes, type KubernetesConnection } from '#probes/kubernetes/client.ts';
import { podSchema } from '#probes/kubernetes/objects.ts';
import { followLog } from '#probes/logs/follow-log.ts';
import { createPlace } from '#probes/logs/place.ts';
import { createRuns, type Run } from '#probes/logs/runs.ts';
import { jobLabels, type LabCluster, openLabCluster, runningPod } from '../../support/kubernetes-lab-probe.ts';
import { soon } from '../../support/soon.ts';

const POD = 'grpc-job-19-7-8rlgb';
const running = { running: { startedAt: '2026-01-01T00:00:00Z' } };
const terminated = { terminated: { exitCode: 1, reason: 'Error' } };
let cluster: LabCluster;

beforeEach(async () => {
  cluster = await openLabCluster();
  cluster.lab.create(runningPod(POD, jobLabels));
});

afterEach(async () => {
  await soon(() => expect(cluster.lab.connections).toBe(0));
  await cluster.close();
});

const log = (line: string) => cluster.lab.log('panda', POD, 'main', line);

function setState(state: object, restartCount = 0, lastState: object = {}) {
  cluster.lab.update('Pod', 'panda', POD, (pod) => {
    pod.status = {
      phase: 'Running',
      containerStatuses: [{ name: 'main', image: 'lab:1', ready: false, restartCount, state, lastState }],
    };
  });
}

/** News comes when the test says so. */
function createNews() {
  const runs = createRuns();
  return (gone = false): readonly Run[] => runs.news(podSchema.parse(cluster.lab.get('Pod', 'panda', POD)), gone);
}

/** The cluster's connection, to another server. */
async function connectionTo(server: Server): Promise<KubernetesConnection> {
  const kubeconfig = path.join(await mkdtemp(path.join(tmpdir(), 'kubeconfig-')), 'kubeconfig');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(kubeconfig, cluster.lab.kubeconfig.replace(cluster.lab.url, url));
  return connectKubernetes({ ...cluster.connection.settings, kubeconfig }, cluster.clock);
}

function reading(
  run: Run | undefined,
  place = createPlace(),
  connection = cluster.connection,
  how: { readonly givesUp?: true } = {},
) {
  if (!run) throw new Error('there is no such run');
  const stop = new AbortController();
  const lines: string[] = [];
  const { clock } = cluster;
  const read = async () => {
    for await (const { text } of followLog({ connection, clock, run, place, redactor, signal: stop.signal, ...how }))
      lines.push(text);
  };
  const ended = read().catch((error: unknown) => error);
  return {
    ended,
    lines,
    until: (expected: readonly string[]) => soon(() => expect(lines).toEqual(expected)),
    end: async () => {
      stop.abort();
      return await ended;
    },
  };
}

describe('following the log of a run', () => {
  it('ends once it has read on after the news of the end', async () => {
    const news = createNews();
    const [run] = news();
    const first = reading(run);
    log('a');
    await first.until(['a']);
    log('b');
    setState(terminated);
    await first.until(['a', 'b']);
    await cluster.clock.sleep(3_000);
    // What came to the log after the server ended the stream is no less a part of it.
    log('c');
    news();
    expect(await first.ended).toBeUndefined();
    expect(first.lines).toEqual(['a', 'b', 'c']);
  });

  it('takes the log of a run of which there is no news yet for its own, and that run does not read it again', async () => {
    const news = createNews();
    const [run] = news();
    const first = reading(run);
    log('run 1');
    await first.until(['run 1']);
    setState(terminated);
    setState(running, 1, terminated);
    log('run 2, early');
    await first.until(['run 1', 'run 2, early']);
    const second = reading(news()[0]);
    log('run 2, late');
    await second.until(['run 2, late']);
    expect(await first.ended).toBeUndefined();
    expect(first.lines).toEqual(['run 1', 'run 2, early']);
    await second.end();
  });

  it('reads the rest of a run that broke off from the log of the run before', async () => {
    const news = createNews();
    const [run] = news();
    const first = reading(run);
    log('run 1');
    await first.until(['run 1']);
    await cluster.lab.setDown(true);
    log('crash');
    setState(terminated);
    setState(running, 1, terminated);
    log('run 2');
    news();
    await cluster.lab.setDown(false);
    expect(await first.ended).toBeUndefined();
    expect(first.lines).toEqual(['run 1', 'crash']);
  });

  it('goes on where an earlier following stopped', async () => {
    const [run] = createNews()();
    const place = createPlace();
    const first = reading(run, place);
    log('a');
    await first.until(['a']);
    await first.end();
    log('b');
    const second = reading(run, place);
    await second.until(['b']);
    await second.end();
  });

  it('asks no more for the log of a pod that is gone', async () => {
    const news = createNews();
    const [run] = news();
    log('a');
    const first = reading(run);
    await first.until(['a']);
    news(true);
    cluster.lab.remove('Pod', 'panda', POD);
    expect(await first.ended).toBeUndefined();
  });

  it('opens a log anew that stays open and silent, as after a rotation, and loses and repeats nothing', async () => {
    const [run] = createNews()();
    const asked: (string | null)[] = [];
    const line = (second: number, text: string) => `2026-01-01T00:00:0${second}.000000001Z ${text}\n`;
    const server = createServer((request, response) => {
      asked.push(new URL(request.url ?? '', 'http://lab').searchParams.get('sinceTime'));
      response.writeHead(200).write(asked.length === 1 ? line(1, 'a') : line(1, 'a') + line(2, 'b'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const log = reading(run, createPlace(), await connectionTo(server));
    await log.until(['a', 'b']);
    await soon(() => expect(asked.length).toBeGreaterThanOrEqual(3));
    expect(asked.slice(0, 3)).toEqual([null, '2026-01-01T00:00:01.000000001Z', '2026-01-01T00:00:02.000000001Z']);
    expect(log.lines).toEqual(['a', 'b']);
    expect(await log.end()).toBeUndefined();
    server.close();
  });

  it('is blind when nothing can be read for five seconds and it gives up', async () => {
    const [run] = createNews()();
    await cluster.lab.setDown(true);
    expect(await reading(run, createPlace(), cluster.connection, { givesUp: true }).ended).toMatchObject({
      reason: 'unreachable',
      message: expect.stringContaining(`the log of main in pod ${POD} could not be seen any more`),
    });
  });
});

describe('what the kubelet says in place of a log', () => {
  const REMOVED = 'unable to retrieve container logs for containerd://a1c5b331';
  const written = '2026-01-01T00:00:00.000000001Z last words\n';

  /** The lines of a run that is over, from a server that gives one of these bodies after the other. */
  async function linesOf(...bodies: string[]): Promise<readonly string[]> {
    let isRunning = true;
    const run: Run = { ...endless, isRunning: () => isRunning };
    const connection: KubernetesConnection = {
      ...cluster.connection,
      ask: async () => {
        const body = Readable.from([Buffer.from(bodies.shift() ?? '')]) as unknown as IncomingMessage;
        isRunning = bodies.length > 0;
        return { status: 200, sentAt: 0, answeredAt: 0, body };
      },
    };
    const lines: string[] = [];
    const { signal } = new AbortController();
    for await (const { text } of followLog({ connection, clock: cluster.clock, run, redactor, signal }))
      lines.push(text);
    return lines;
  }

  const endless: Run = {
    pod: POD,
    container: 'main',
    isRunning: () => true,
    isCrash: false,
    where: () => 'present',
    note: () => {},
    wasNoted: () => false,
  };

  it('is no news of a container that was read to its end and is removed', async () => {
    expect(await linesOf(written, REMOVED)).toEqual(['last words']);
  });

  it('is told of a container of which nothing was read', async () => {
    expect(await linesOf('', REMOVED)).toEqual([REMOVED]);
  });
});
