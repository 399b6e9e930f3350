import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KubeConfig, type KubernetesObject, KubernetesObjectApi, PatchStrategy } from '@kubernetes/client-node';
import { describeError } from '#lib/errors.ts';
import type { KubernetesStage } from './kubernetes-stage.ts';

/** An image with `sh` that the cluster's nodes have or can pull. */
const IMAGE = process.env.KUBERNETES_IMAGE ?? 'busybox:1.36';
const GROUPS = { pods: '', 'pods/log': '', services: '', events: '', jobs: 'batch' } as const;

/** The kubeconfig that these tests run with; throws without one. */
export function kubeconfigToTestWith(): string {
  const file = process.env.KUBECONFIG;
  if (file) return file;
  throw new Error('Set KUBECONFIG to the kubeconfig of a Kubernetes cluster that these tests may use.');
}

/** A namespace of its own on a cluster; the kubeconfig's user must be allowed to create and to impersonate. */
export async function openRealStage(file: string): Promise<KubernetesStage> {
  const config = new KubeConfig();
  config.loadFromFile(file);
  const api = KubernetesObjectApi.makeApiClient(config);
  const unique = randomBytes(4).toString('hex');
  const namespace = `focus-bot-${unique}`;
  const folder = await mkdtemp(path.join(tmpdir(), 'real-kubernetes-'));
  await create(api, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await until('the namespace has its service account', () =>
    api.read({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } }),
  );
  const here = (name: string, labels: Record<string, string> = {}) => ({ name, namespace, labels });
  let people = 0;

  return {
    kubeconfig: file,
    namespace,
    runJob: async ({ name, says }) => {
      const script = [...says.map((line) => `echo '${line}'`), 'sleep 600'].join('; ');
      await create(api, {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: here(name, { app: name }),
        spec: { backoffLimit: 0, template: { metadata: { labels: { app: name } }, spec: podSpec(script) } },
      });
      return await until(`the pod of ${name} runs`, async () => {
        const { items } = await api.list<Pod>(
          'v1',
          'Pod',
          namespace,
          undefined,
          undefined,
          undefined,
          undefined,
          `job-name=${name}`,
        );
        const pod = items.find(({ status }) => status?.phase === 'Running');
        if (pod?.metadata?.name) return pod.metadata.name;
        throw new Error(`none of ${items.length} pods is Running`);
      });
    },
    runUnschedulable: async (name) => {
      const spec = { ...podSpec('sleep 600'), nodeSelector: { 'focus-bot/no-such-node': 'true' } };
      await create(api, { apiVersion: 'v1', kind: 'Pod', metadata: here(name, { app: name }), spec });
      await until(`the scheduler refuses ${name}`, async () => {
        const pod = await api.read<Pod>({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace } });
        if (!pod.status?.conditions?.some(({ reason }) => reason === 'Unschedulable'))
          throw new Error('not refused yet');
      });
    },
    createService: ({ name, app }) =>
      create(api, {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: here(name),
        spec: { type: 'NodePort', selector: { app }, ports: [{ port: 5_000 }] },
      }),
    remove: async (kind, name) => {
      const apiVersion = kind === 'Job' ? 'batch/v1' : 'v1';
      await api.delete(
        { apiVersion, kind, metadata: { name, namespace } },
        undefined,
        undefined,
        1,
        undefined,
        'Background',
      );
    },
    label: async (name, key, value) => {
      const patch = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels: { [key]: value } } };
      await api.patch(patch, undefined, undefined, undefined, undefined, PatchStrategy.MergePatch);
    },
    without: async ({ verb, resource }) => {
      people += 1;
      const name = `focus-bot-contract-${unique}-${people}`;
      const rules = Object.entries(GROUPS).map(([each, group]) => ({
        apiGroups: [group],
        resources: [each],
        verbs: ['get', 'list', 'watch'].filter((other) => each !== resource || other !== verb),
      }));
      const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: here(name) };
      await create(api, { ...rbac, kind: 'Role', rules });
      const subjects = [{ kind: 'User', name, apiGroup: 'rbac.authorization.k8s.io' }];
      await create(api, {
        ...rbac,
        kind: 'RoleBinding',
        subjects,
        roleRef: { kind: 'Role', name, apiGroup: 'rbac.authorization.k8s.io' },
      });
      return await impersonating(config, name, folder);
    },
    allowEverything: async () => {
      // Others are denied here, never the stage's own user.
    },
    forgetVersionOne: async () => {
      // A server forgets what is 5 to 10 minutes old, unless its --etcd-compaction-interval says otherwise.
    },
    close: async () => {
      await api.delete({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
      await rm(folder, { recursive: true });
    },
  };
}

interface Pod extends KubernetesObject {
  readonly status?: { readonly phase?: string; readonly conditions?: readonly { readonly reason?: string }[] };
}

function podSpec(script: string) {
  const container = { name: 'main', image: IMAGE, command: ['sh', '-c', script] };
  return { restartPolicy: 'Never', terminationGracePeriodSeconds: 1, containers: [container] };
}

async function create(api: KubernetesObjectApi, object: KubernetesObject & Record<string, unknown>): Promise<void> {
  await api.create(object);
}

async function impersonating(config: KubeConfig, name: string, folder: string): Promise<string> {
  const exported = JSON.parse(config.exportConfig()) as { users: { name: string; user: Record<string, unknown> }[] };
  for (const { user } of exported.users) user.as = name;
  const file = path.join(folder, name);
  await writeFile(file, JSON.stringify(exported));
  return file;
}

async function until<T>(what: string, look: () => Promise<T>): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > end) throw new Error(`gave up waiting until ${what}: ${describeError(error)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
