import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { labClock } from '#lab/clock.ts';
import { type LabKubernetes, openKubernetes } from '#lab/services/kubernetes/kubernetes.ts';
import type { Clock } from '#lib/clock.ts';
import { connectKubernetes, type KubernetesConnection } from '#probes/kubernetes/client.ts';

export interface LabCluster {
  readonly lab: LabKubernetes;
  readonly clock: Clock;
  readonly connection: KubernetesConnection;
  close(): Promise<void>;
}

/** The lab's API server and a connection to it, both on a clock of twenty times the speed unless told: 5 s take 250 ms. */
export async function openLabCluster(speed = 20): Promise<LabCluster> {
  const clock = labClock(speed);
  const lab = await openKubernetes({ clock });
  const folder = await mkdtemp(path.join(tmpdir(), 'lab-kubernetes-'));
  const kubeconfig = path.join(folder, 'kubeconfig');
  await writeFile(kubeconfig, lab.kubeconfig);
  const settings = { kubeconfig, context: 'lab', inCluster: false, namespace: 'panda', backendSelector: 'app=backend' };
  const connection = connectKubernetes(settings, clock);
  // Loading the library takes a second, which is many on this clock.
  await connection.prepare();
  return {
    lab,
    clock,
    connection,
    close: async () => {
      await lab.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A running pod of one container. */
export function runningPod(name: string, labels: Record<string, string>, containers: readonly string[] = ['main']) {
  const state = { running: { startedAt: '2026-01-01T00:00:00Z' } };
  return {
    kind: 'Pod',
    metadata: { name, namespace: 'panda', labels },
    spec: { nodeName: 'worker-node', containers: containers.map((container) => ({ name: container, image: 'lab:1' })) },
    status: {
      phase: 'Running',
      containerStatuses: containers.map((container) => ({
        name: container,
        image: 'lab:1',
        ready: true,
        restartCount: 0,
        state,
      })),
    },
  };
}

export const jobLabels = { app: 'grpc-job-19-7', 'job-name': 'grpc-job-19-7' };
