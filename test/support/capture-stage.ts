import { Redis } from 'ioredis';
import { expect } from 'vitest';
import { type Capturer, createCapturer } from '#capture/capturer.ts';
import type { CaptureLimits } from '#capture/limits.ts';
import type { Capture } from '#history/capture.ts';
import { type Captures, createCaptures } from '#history/captures.ts';
import type { FactKind, FactOf } from '#investigation/observation.ts';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import { type Log, silentLog } from '#lib/logger.ts';
import { createRedactor } from '#lib/redact.ts';
import { type LabCluster, openLabCluster } from './kubernetes-lab-probe.ts';
import { soon } from './soon.ts';

export const running = { running: { startedAt: '2026-01-01T00:00:00Z' } };
export const ended = (exitCode = 1) => ({ terminated: { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' } });

export interface PodWish {
  readonly name: string;
  readonly uid?: string;
  readonly init?: readonly string[];
  readonly ready?: boolean;
}

/** The lab's Kubernetes and Redis, on a clock of twenty times the speed, and capturers that each are a process of their own. */
export type CaptureStage = Awaited<ReturnType<typeof openCaptureStage>>;

export async function openCaptureStage() {
  const cluster: LabCluster = await openLabCluster(20);
  const server: LabRedis = await openRedis();
  const clients: Redis[] = [];
  const capturers: Capturer[] = [];
  const told: { readonly message: string; readonly fields: object }[] = [];
  const note = (fields: object, message: string) => void told.push({ fields, message });
  const log: Log = { ...silentLog, warn: note, info: note, error: note, child: () => log };
  const { lab, clock, connection } = cluster;
  // Loading its library takes a minute of this clock.
  await connection.prepare();

  function connect(): Redis {
    const redis = new Redis(server.url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
    redis.on('error', () => {});
    clients.push(redis);
    return redis;
  }
  const redis = connect();
  const capturesOn = (client: Redis): Captures => createCaptures({ redis: client, prefix: 'test', clock, log });
  const captures = capturesOn(redis);

  /** Another process, with a connection of its own. */
  function capturer(limits: Partial<CaptureLimits> = {}, redact = createRedactor([])): Capturer {
    const own = capturesOn(connect());
    const made = createCapturer({ connection, clock, log, captures: own, environment: 'lab', redact, limits });
    capturers.push(made);
    return made;
  }

  const find = (jobId: string): Promise<Capture | undefined> => captures.find('lab', jobId);

  return {
    ...cluster,
    server,
    redis,
    connect,
    captures,
    capturer,
    find,
    told,
    log: { ...log },

    /** A running pod of one container, `main`, and of init containers that have ended. */
    pod: ({ name, uid = `uid of ${name}`, init = [], ready = true }: PodWish) => {
      const job = name.replace(/-[a-z0-9]{5}$/, '');
      const labels = { app: job, 'job-name': job, 'controller-uid': `controller of ${uid}` };
      const status = (container: string, state: object) => ({
        name: container,
        image: 'lab:1',
        ready: true,
        restartCount: 0,
        state,
      });
      lab.create({
        kind: 'Pod',
        metadata: { name, namespace: 'panda', labels, uid },
        spec: {
          nodeName: 'worker-node',
          initContainers: init.map((container) => ({ name: container, image: 'lab:1' })),
          containers: [{ name: 'main', image: 'lab:1' }],
        },
        status: {
          phase: 'Running',
          conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: '2026-01-01T00:00:00Z' }],
          initContainerStatuses: init.map((container) => status(container, ended(0))),
          containerStatuses: [status('main', running)],
        },
      });
    },
    /** What the pod's container does now. */
    set: (name: string, state: object, { restarts = 0, last = {}, phase = 'Running' } = {}) =>
      lab.update('Pod', 'panda', name, (pod) => {
        const status = { name: 'main', image: 'lab:1', ready: false, restartCount: restarts, state, lastState: last };
        pod.status = { ...pod.status, phase, containerStatuses: [status] };
      }),
    write: (pod: string, text: string, container = 'main') => lab.log('panda', pod, container, text),
    remove: (pod: string) => lab.remove('Pod', 'panda', pod),

    /** Resolves with the capture once it is as told. */
    until: (jobId: string, check: (capture: Capture | undefined) => void): Promise<Capture> =>
      soon(async () => {
        const capture = await find(jobId);
        check(capture);
        if (!capture) throw new Error('there is no capture');
        return capture;
      }, 8_000),

    close: async () => {
      await Promise.all(capturers.map((each) => each.close()));
      await soon(() => expect(lab.connections).toBe(0));
      for (const client of clients) client.disconnect();
      await server.close();
      await cluster.close();
    },
  };
}

export function textsIn(capture: Capture | undefined, source?: string): readonly string[] {
  return factsIn(capture, 'log-line').flatMap((line) =>
    source === undefined || line.source === source ? [line.text] : [],
  );
}

export function factsIn<K extends FactKind>(capture: Capture | undefined, kind: K): readonly FactOf<K>[] {
  return (capture?.observations ?? []).flatMap(({ fact }) => (fact.kind === kind ? [fact as FactOf<K>] : []));
}
