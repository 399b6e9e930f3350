import { randomBytes } from 'node:crypto';
import { KubeConfig, KubernetesObjectApi } from '@kubernetes/client-node';

/** A namespace of its own on a real cluster. */
export interface Cluster {
  readonly namespace: string;
  /** Makes the Job of one job id as the backend does; its container writes a line at once. */
  createJob(id: string, options: { readonly probed: boolean }): Promise<void>;
  close(): Promise<void>;
}

export async function openCluster(kubeconfig: string, image: string): Promise<Cluster> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const api = KubernetesObjectApi.makeApiClient(config);
  const namespace = `focus-bench-${randomBytes(4).toString('hex')}`;
  await api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  return {
    namespace,
    createJob: async (id, { probed }) => {
      const name = `grpc-job-${id}`;
      const labels = { app: name };
      const template = { metadata: { labels }, spec: podSpec(image, probed) };
      const metadata = { name, namespace, labels };
      const job = { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { backoffLimit: 0, template } };
      await api.create(job);
    },
    close: async () => {
      await api.delete({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    },
  };
}

const READINESS = { exec: { command: ['test', '-f', '/tmp/ready'] }, periodSeconds: 1 };

function podSpec(image: string, probed: boolean) {
  const command = ['sh', '-c', 'echo INFO starting; sleep 1; touch /tmp/ready; sleep 12'];
  const container = { name: 'baby-analyzer', image, command, ...(probed && { readinessProbe: READINESS }) };
  return { restartPolicy: 'Never', terminationGracePeriodSeconds: 1, containers: [container] };
}
