import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Capture } from '#history/capture.ts';
import type { LogsRequest } from '#investigation/log-reading/filter.ts';
import type { MetadataOutcome } from '#lab/services/focus-server/backend.ts';
import { type LabFocusServer, openFocusServer } from '#lab/services/focus-server/focus-server.ts';
import { type LabKubernetes, openKubernetes } from '#lab/services/kubernetes/kubernetes.ts';
import { type LabMongodb, openMongodb } from '#lab/services/mongodb/mongodb.ts';
import { type LabRabbitmq, openRabbitmq } from '#lab/services/rabbitmq/rabbitmq.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import { createRedactor } from '#lib/redact.ts';
import { lookUpLogs } from '#lookups/logs/look.ts';
import type { LogsReport } from '#lookups/logs/report.ts';
import type { LogsTools } from '#lookups/logs/tools.ts';
import { connectKubernetes } from '#probes/kubernetes/client.ts';
import { takeSnapshot } from '#probes/kubernetes/snapshot.ts';
import { loadDriver } from '#probes/mongodb/client.ts';
import { runningPod } from './kubernetes-lab-probe.ts';

/** Everything that a look-up of logs asks, on real sockets. */
export interface LogsStage {
  readonly kubernetes: LabKubernetes;
  readonly rabbitmq: LabRabbitmq;
  readonly mongodb: LabMongodb;
  readonly focusServer: LabFocusServer;
  readonly tools: LogsTools;
  /** What metadata answers for a job; unknown unless told. */
  readonly metadata: Map<string, MetadataOutcome>;
  /** What was captured, by job id. */
  readonly captures: Map<string, Capture>;
  readonly stop: AbortController;
  /** A pod of a job that runs now; its container is `main`. */
  runPod(role: 'grpc' | 'cleanup', jobId: string, containers?: readonly string[]): string;
  ask(request?: Partial<LogsRequest>, tools?: Partial<LogsTools>): Promise<LogsReport>;
  close(): Promise<void>;
}

export const BACKEND = 'panda-panda-focus-server-6c9f7d5b8-x2k4q';

export async function openLogsStage(clock: Clock = systemClock): Promise<LogsStage> {
  const metadata = new Map<string, MetadataOutcome>();
  const captures = new Map<string, Capture>();
  const stop = new AbortController();
  const kubernetes = await openKubernetes({ clock });
  const rabbitmq = await openRabbitmq({ clock });
  const mongodb = await openMongodb({ clock });
  const backend = {
    configure: async () => ({ kind: 'no-fiber' }) as const,
    metadata: (jobId: string) => metadata.get(jobId) ?? 'unknown',
    live: () => ({ connected: false, prr: 0, softwareVersion: '' }),
    channels: () => ({ lowest: 1, highest: 2 }),
    recordings: () => [],
  };
  const focusServer = await openFocusServer({ clock, prefix: '/focus-server', clockAheadMs: 0, backend });
  const folder = await mkdtemp(path.join(tmpdir(), 'lab-logs-'));
  const kubeconfig = path.join(folder, 'kubeconfig');
  await writeFile(kubeconfig, kubernetes.kubeconfig);
  const connection = connectKubernetes(
    { kubeconfig, inCluster: false, namespace: 'panda', backendSelector: 'app=backend' },
    clock,
  );
  await Promise.all([connection.prepare(), loadDriver()]);
  const redactor = createRedactor([/swordfish/]);
  const { signal } = stop;
  const tools: LogsTools = {
    snapshot: () => takeSnapshot({ connection, clock, signal, redact: redactor.redactDeep }),
    connection,
    focusServer: { url: focusServer.url, insecureSkipTlsVerify: false },
    rabbitmq: { amqpUrl: rabbitmq.amqpUrl, managementUrl: withGuest(rabbitmq.managementUrl), vhost: '/' },
    mongodb: { url: mongodb.url, database: 'focus', jobsCollection: 'jobs', consumersCollection: 'consumers' },
    captures: { find: async (_environment, jobId) => captures.get(jobId) },
    redactor,
    clock,
    signal,
  };
  const place = { namespace: 'panda', creationTimestamp: new Date(clock.now()).toISOString() };
  kubernetes.create({
    ...runningPod(BACKEND, { app: 'backend' }, ['server']),
    metadata: { name: BACKEND, ...place, labels: { app: 'backend' } },
  });
  return {
    kubernetes,
    rabbitmq,
    mongodb,
    focusServer,
    tools,
    metadata,
    captures,
    stop,
    runPod: (role, jobId, containers) => {
      const job = `${role}-job-${jobId}`;
      const pod = runningPod(`${job}-8rlgb`, { app: job, 'job-name': job }, containers);
      const ready = { type: 'Ready', status: 'True', lastTransitionTime: new Date(clock.now()).toISOString() };
      kubernetes.create({ ...pod, status: { ...pod.status, conditions: [ready] } });
      return pod.metadata.name;
    },
    ask: (request, changed) =>
      lookUpLogs(
        { ...tools, ...changed },
        {
          lookup: 'look-1',
          environment: 'staging',
          requestedBy: 'U0ASKER',
          request: { jobId: '19-7', pods: 'all', previous: false, ...request },
        },
      ),
    close: async () => {
      stop.abort();
      await Promise.all([kubernetes.close(), rabbitmq.close(), mongodb.close(), focusServer.close()]);
      await rm(folder, { recursive: true });
    },
  };
}

function withGuest(url: string): string {
  return url.replace('//', '//guest:guest@');
}
