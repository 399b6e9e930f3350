import type { LabKubernetes } from '../services/kubernetes/kubernetes.ts';
import { type KubernetesObject, wholeSecond } from '../services/kubernetes/objects.ts';
import { NAMESPACE } from './objects.ts';

/** What the stack is made of besides pods, since the time it was set up: with contents that nobody but its own pods should see. */
export function createParts(kubernetes: LabKubernetes, since: number): void {
  const here = (name: string) => ({ name, namespace: NAMESPACE, creationTimestamp: wholeSecond(since) });
  const parts: readonly KubernetesObject[] = [
    workload('Deployment', here('panda-panda-focus-server'), 'focus-server'),
    workload('Deployment', here('mongodb'), 'mongodb'),
    workload('StatefulSet', here('rabbitmq-panda'), 'rabbitmq'),
    { kind: 'ConfigMap', metadata: here('analyzer-settings'), data: { 'settings.yml': settingsOf(1) } },
    { kind: 'ConfigMap', metadata: rootCertificate(here('kube-root-ca.crt')), data: { 'ca.crt': CERTIFICATE } },
    { kind: 'Secret', metadata: here('rabbitmq-panda'), type: 'Opaque', data: { 'rabbitmq-password': 'cGFuZGEtbGFi' } },
    { kind: 'ResourceQuota', metadata: here('panda'), spec: { hard: { pods: '60', 'requests.nvidia.com/gpu': '8' } } },
  ];
  for (const part of parts) kubernetes.create(part);
}

/** Somebody edits a ConfigMap. */
export function changeSettings(kubernetes: LabKubernetes, name: string): void {
  kubernetes.update('ConfigMap', NAMESPACE, name, (object) => {
    object.data = { 'settings.yml': settingsOf(Number(object.metadata.resourceVersion)) };
  });
}

const CERTIFICATE = 'a certificate';

function settingsOf(edition: number): string {
  return `edition: ${edition}\nbroker: amqp://panda:panda-lab@rabbitmq-panda/\n`;
}

function workload(kind: 'Deployment' | 'StatefulSet', metadata: KubernetesObject['metadata'], container: string) {
  const isDeployment = kind === 'Deployment';
  const containers = [{ name: container, image: `registry.lab/${container}:4.2.0` }];
  return {
    kind,
    metadata: { ...metadata, ...(isDeployment && { annotations: { 'deployment.kubernetes.io/revision': '3' } }) },
    spec: { replicas: 1, template: { spec: { containers } } },
    status: { replicas: 1, readyReplicas: 1, ...(!isDeployment && { updateRevision: `${metadata.name}-6b7d9c5f4` }) },
  };
}

/** The cluster itself puts one into every namespace. */
function rootCertificate(metadata: KubernetesObject['metadata']): KubernetesObject['metadata'] {
  const time = metadata.creationTimestamp ?? '';
  const common = { operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1' } as const;
  return {
    ...metadata,
    managedFields: [{ ...common, manager: 'kube-controller-manager', time, fieldsV1: { 'f:data': {} } }],
  };
}
