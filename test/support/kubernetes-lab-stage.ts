import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type LabKubernetes, openKubernetes } from '#lab/services/kubernetes/kubernetes.ts';
import { wholeSecond } from '#lab/services/kubernetes/objects.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import type { KubernetesStage } from './kubernetes-stage.ts';

const NAMESPACE = 'panda';

export interface LabStage extends KubernetesStage {
  readonly lab: LabKubernetes;
}

/** The lab's server with just enough of a scheduler, a kubelet and a Job controller. */
export async function openLabStage(clock: Clock = systemClock): Promise<LabStage> {
  const lab = await openKubernetes({ clock });
  const folder = await mkdtemp(path.join(tmpdir(), 'lab-kubernetes-'));
  const kubeconfig = path.join(folder, 'kubeconfig');
  await writeFile(kubeconfig, lab.kubeconfig);
  const now = () => wholeSecond(clock.now());
  const event = (kind: string, name: string, reason: string, message: string, type: 'Normal' | 'Warning' = 'Normal') =>
    lab.event({ namespace: NAMESPACE, type, reason, message, object: { kind, name } });

  const runPod = (name: string, labels: Record<string, string>, says: readonly string[]) => {
    const spec = { containers: [{ name: 'main', image: 'local/busybox:1' }] };
    lab.create({ kind: 'Pod', metadata: { name, namespace: NAMESPACE, labels }, spec, status: { phase: 'Pending' } });
    lab.update('Pod', NAMESPACE, name, (pod) => {
      pod.spec = { ...pod.spec, nodeName: 'worker-node' };
      pod.status = { phase: 'Pending', conditions: [scheduled('True', now())] };
    });
    event('Pod', name, 'Scheduled', `Successfully assigned ${NAMESPACE}/${name} to worker-node`);
    event('Pod', name, 'Started', 'Started container main');
    const ready = { type: 'Ready', status: 'True', lastTransitionTime: now() };
    const running = {
      name: 'main',
      image: 'local/busybox:1',
      ready: true,
      restartCount: 0,
      state: { running: { startedAt: now() } },
    };
    lab.update('Pod', NAMESPACE, name, (pod) => {
      pod.status = { phase: 'Running', conditions: [scheduled('True', now()), ready], containerStatuses: [running] };
    });
    for (const line of says) lab.log(NAMESPACE, name, 'main', line);
  };

  return {
    lab,
    kubeconfig,
    namespace: NAMESPACE,
    runJob: async ({ name, says }) => {
      const job = lab.create({
        kind: 'Job',
        metadata: { name, namespace: NAMESPACE, labels: { app: name } },
        spec: { backoffLimit: 0 },
      });
      const pod = `${name}-${suffix()}`;
      event('Job', name, 'SuccessfulCreate', `Created pod: ${pod}`);
      lab.update('Job', NAMESPACE, name, (object) => {
        object.status = { active: 1, startTime: now() };
      });
      runPod(pod, { app: name, 'job-name': name, 'controller-uid': job.metadata.uid }, says);
      return pod;
    },
    runUnschedulable: async (name) => {
      const spec = { containers: [{ name: 'main', image: 'local/busybox:1' }] };
      const message = '0/1 nodes are available: 1 Insufficient cpu.';
      const condition = { ...scheduled('False', now()), reason: 'Unschedulable', message };
      const status = { phase: 'Pending', conditions: [condition] };
      lab.create({ kind: 'Pod', metadata: { name, namespace: NAMESPACE, labels: { app: name } }, spec, status });
      event('Pod', name, 'FailedScheduling', message, 'Warning');
    },
    createService: async ({ name, app }) => {
      const spec = {
        type: 'NodePort',
        selector: { app },
        ports: [{ port: 5_000, targetPort: 5_000, nodePort: 30_119, protocol: 'TCP' }],
      };
      lab.create({ kind: 'Service', metadata: { name, namespace: NAMESPACE }, spec });
    },
    remove: async (kind, name) => {
      lab.remove(kind, NAMESPACE, name);
      if (kind !== 'Job') return;
      const response = await fetch(`${lab.url}/api/v1/namespaces/${NAMESPACE}/pods?labelSelector=job-name%3D${name}`);
      const { items } = (await response.json()) as { items: { metadata: { name: string } }[] };
      for (const { metadata } of items) lab.remove('Pod', NAMESPACE, metadata.name);
    },
    label: async (pod, key, value) => {
      lab.update('Pod', NAMESPACE, pod, ({ metadata }) => {
        metadata.labels = { ...metadata.labels, [key]: value };
      });
    },
    without: async (denial) => {
      lab.deny(denial);
      return kubeconfig;
    },
    allowEverything: async () => lab.deny(undefined),
    forgetVersionOne: async () => lab.compact(),
    close: async () => {
      await lab.close();
      await rm(folder, { recursive: true });
    },
  };
}

function scheduled(status: 'True' | 'False', lastTransitionTime: string) {
  return { type: 'PodScheduled', status, lastTransitionTime };
}

/** Five characters as Kubernetes makes them: no vowels, nothing that looks like another. */
function suffix(): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  return [...randomBytes(5)].map((byte) => letters[byte % letters.length]).join('');
}
