import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EnvironmentParts } from '#investigation/observation.ts';
import type { KubernetesObject } from '#lab/services/kubernetes/objects.ts';
import { environmentPartsProbe } from '#probes/kubernetes/environment-parts.ts';
import { type LabCluster, openLabCluster } from '../../support/kubernetes-lab-probe.ts';
import { collect, factsOf, subject } from '../../support/subject.ts';

let cluster: LabCluster;

beforeEach(async () => {
  cluster = await openLabCluster();
});

afterEach(() => cluster.close());

const MADE = '2026-01-01T00:00:00Z';
const LATER = '2026-02-03T04:05:06Z';
const here = (name: string, more: Partial<KubernetesObject['metadata']> = {}) => ({
  name,
  namespace: 'panda',
  creationTimestamp: MADE,
  ...more,
});
const wrote = (manager: string, time: string, ...fields: readonly string[]) => ({
  manager,
  operation: 'Update' as const,
  apiVersion: 'v1',
  time,
  fieldsType: 'FieldsV1' as const,
  fieldsV1: Object.fromEntries(fields.map((field) => [`f:${field}`, {}])),
});
const workload = (
  kind: string,
  metadata: KubernetesObject['metadata'],
  spec: object = {},
  status: Record<string, unknown> = {},
) => ({
  kind,
  metadata,
  spec: { replicas: 2, template: { spec: { containers: [{ image: 'focus:1' }], ...spec } } },
  status,
});

async function look(): Promise<EnvironmentParts> {
  const probe = environmentPartsProbe({ connection: cluster.connection, clock: cluster.clock });
  const [fact, ...more] = factsOf(await collect(probe, subject({}, cluster.clock), {}), 'environment-parts');
  expect(more).toEqual([]);
  if (!fact) throw new Error('no look was made');
  return fact;
}
const versions = async () => (await look()).parts.map(({ what, name, version }) => `${what} ${name}: ${version}`);
const partCalled = async (wanted: string) => (await look()).parts.find(({ name }) => name === wanted);

describe('a look at what the environment is made of', () => {
  it('tells images, replicas and revisions of Deployments and StatefulSets', async () => {
    const { lab } = cluster;
    const revision = { annotations: { 'deployment.kubernetes.io/revision': '7' } };
    const init = { initContainers: [{ image: 'wait:3' }] };
    lab.create(workload('Deployment', here('focus', revision), init));
    lab.create(workload('StatefulSet', here('rabbitmq'), {}, { updateRevision: 'rabbitmq-6b7d9c' }));
    expect(await versions()).toEqual([
      'Deployment focus: wait:3, focus:1; 2 replicas; revision 7',
      'StatefulSet rabbitmq: focus:1; 2 replicas; revision rabbitmq-6b7d9c',
    ]);
  });

  it('tells the figures of quotas, and kubelets, cordons and GPUs of nodes', async () => {
    const { lab } = cluster;
    lab.create({ kind: 'ResourceQuota', metadata: here('panda'), spec: { hard: { pods: '20', 'limits.cpu': 8 } } });
    const status = { allocatable: { cpu: '8', 'nvidia.com/gpu.shared': '4' }, nodeInfo: { kubeletVersion: 'v1.20.2' } };
    lab.create({ kind: 'Node', metadata: { name: 'n1' }, spec: { unschedulable: true }, status });
    expect(await versions()).toEqual([
      'ResourceQuota panda: limits.cpu 8, pods 20',
      'Node n1: kubelet v1.20.2; cordoned; nvidia.com/gpu.shared 4',
    ]);
  });

  it('tells another version of a ConfigMap or a Secret that was written, and when', async () => {
    const { lab } = cluster;
    for (const kind of ['ConfigMap', 'Secret']) {
      lab.create({ kind, metadata: here(kind.toLowerCase()), data: { a: 'MQ==' } });
      const before = await partCalled(kind.toLowerCase());
      expect(before?.changedStamp).toBe(Date.parse(MADE));
      lab.update(kind, 'panda', kind.toLowerCase(), (object) => {
        object.data = { a: 'Mg==' };
      });
      const after = await partCalled(kind.toLowerCase());
      expect(after?.version).toMatch(/^resource version \d+$/);
      expect(after?.version).not.toBe(before?.version);
      expect(after?.changedStamp).toBeGreaterThan(cluster.clock.now() - 60_000);
    }
  });

  it('never holds what is in a ConfigMap or a Secret, nor what was last applied, nor the names of their keys', async () => {
    const canary = 'hunter2-Zq9xT4';
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"password":"${canary}"}}` };
    const labels = { hint: canary };
    for (const kind of ['ConfigMap', 'Secret'])
      cluster.lab.create({
        kind,
        metadata: here('login', { annotations, labels, managedFields: [wrote('helm', MADE, 'data', canary)] }),
        data: { [canary]: canary },
        stringData: { password: canary },
      });
    cluster.lab.create(
      workload('Deployment', here('focus', { annotations }), {
        containers: [{ image: 'focus:1', env: [{ name: 'PASSWORD', value: canary }], args: [canary] }],
      }),
    );
    const seen = await look();
    expect(seen.parts).toHaveLength(3);
    expect(JSON.stringify(seen)).not.toContain(canary);
  });

  it('asks for ConfigMaps and Secrets in the form that has no contents', async () => {
    const asked: (readonly [string, string | undefined])[] = [];
    const connection: LabCluster['connection'] = {
      ...cluster.connection,
      ask: (path, query, asking) => {
        asked.push([path, asking.accept]);
        return cluster.connection.ask(path, query, asking);
      },
    };
    await collect(environmentPartsProbe({ connection, clock: cluster.clock }), subject({}, cluster.clock), {});
    const metadata = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    expect(asked.filter(([, accept]) => accept !== undefined)).toEqual([
      ['/api/v1/namespaces/panda/configmaps', metadata],
      ['/api/v1/namespaces/panda/secrets', metadata],
    ]);
  });

  it('takes for the time of a change neither a status nor what the cluster’s controllers write', async () => {
    const changed = Date.parse('2026-01-02T00:00:00Z');
    const managedFields = [
      wrote('kubectl', '2026-01-02T00:00:00Z', 'spec', 'metadata'),
      wrote('kubectl', LATER, 'metadata'),
      wrote('operator', LATER, 'status'),
      { ...wrote('other', LATER, 'metadata', 'spec'), subresource: 'status' },
      wrote('kube-controller-manager', LATER, 'spec'),
    ];
    cluster.lab.create(workload('Deployment', here('focus', { managedFields })));
    expect(await partCalled('focus')).toMatchObject({ changedStamp: changed });
  });

  it('leaves out how many replicas there are where a controller scales', async () => {
    const managedFields = [wrote('kubectl', MADE, 'spec'), wrote('kube-controller-manager', LATER, 'spec')];
    cluster.lab.create(workload('Deployment', here('focus', { managedFields })));
    expect(await versions()).toEqual(['Deployment focus: focus:1']);
  });

  it('leaves out what changes by itself: locks of elections, what controllers write, and the own of jobs', async () => {
    const { lab } = cluster;
    const election = { annotations: { 'control-plane.alpha.kubernetes.io/leader': '{"holderIdentity":"a"}' } };
    const controllers = { managedFields: [wrote('kube-controller-manager', MADE, 'data')] };
    const ofAJob = { ownerReferences: [{ kind: 'Job', name: 'cleanup' }] };
    for (const metadata of [
      here('lock', election),
      here('kube-root-ca.crt', controllers),
      here('scratch', ofAJob),
      here('grpc-job-19-7-settings'),
      here('analyzer-settings'),
    ])
      lab.create({ kind: 'ConfigMap', metadata, data: {} });
    expect((await look()).parts.map(({ name }) => name)).toEqual(['analyzer-settings']);
  });

  it.each(['configmaps', 'secrets', 'deployments', 'statefulsets', 'resourcequotas', 'nodes'])(
    'sees the rest where it may not list %s',
    async (resource) => {
      cluster.lab.deny({ verb: 'list', resource });
      const { complete, notSeen } = await look();
      expect(complete).toHaveLength(5);
      expect(notSeen).toMatchObject([{ reason: 'refused' }]);
    },
  );

  it('has seen nothing, and says so, where Kubernetes does not answer', async () => {
    await cluster.lab.setDown(true);
    const { complete, parts, notSeen } = await look();
    expect([complete, parts]).toEqual([[], []]);
    expect(notSeen.map(({ reason }) => reason)).toEqual(Array(6).fill('unreachable'));
  });

  it('tells none of more parts of a kind than are kept: a part that is left out would seem gone', async () => {
    for (let i = 0; i < 301; i += 1) cluster.lab.create({ kind: 'ConfigMap', metadata: here(`c${i}`), data: {} });
    const { complete, parts, notSeen } = await look();
    expect(parts).toEqual([]);
    expect(complete).not.toContain('ConfigMap');
    expect(notSeen).toEqual([{ what: 'ConfigMap', reason: 'cut-short' }]);
  });

  it('says what it had not seen yet when the end came', async () => {
    cluster.lab.setHanging(true);
    const probe = environmentPartsProbe({ connection: cluster.connection, clock: cluster.clock });
    const options = { forMs: 500, clock: cluster.clock };
    const [fact] = factsOf(await collect(probe, subject({}, cluster.clock), options), 'environment-parts');
    expect(fact?.notSeen.map(({ reason }) => reason)).toEqual(Array(6).fill('cut-short'));
    cluster.lab.setHanging(false);
  });
});
