import type { KubernetesObject } from '../services/kubernetes/objects.ts';
import type { LabJob } from './names.ts';

export const NAMESPACE = 'panda';
export const NODE = 'worker-node';
export const BACKEND_SELECTOR = 'app.kubernetes.io/name=panda-panda-focus-server';

export const IMAGES = { analyzer: 'registry.lab/baby-analyzer:2.4.1', cleanup: 'registry.lab/kubectl:1.20' } as const;

/** A Kubernetes stamp: whole seconds. */
export function stamp(now: number): string {
  return new Date(Math.floor(now / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
}

export function jobObject(name: string, uid: string, createdAt: number): KubernetesObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: NAMESPACE, uid, labels: { app: name }, creationTimestamp: stamp(createdAt) },
    spec: { backoffLimit: 0, ttlSecondsAfterFinished: 120 },
    status: { active: 1 },
  };
}

export function serviceObject({ service, grpcJob, nodePort }: LabJob): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: service, namespace: NAMESPACE },
    spec: {
      type: 'NodePort',
      selector: { app: grpcJob },
      ports: [{ port: 5_000, targetPort: 5_000, nodePort, protocol: 'TCP' }],
    },
  };
}

export interface PodOf {
  readonly name: string;
  readonly job: string;
  readonly uid: string;
  readonly container: string;
  readonly image: string;
  readonly createdAt: number;
  /** A container that must end before the others begin. */
  readonly init?: string | undefined;
  /** Besides the Job's own; the real pods have no `job_id`. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A Job's pod as it is before anyone has scheduled it. */
export function podObject({ name, job, uid, container, image, init, createdAt, labels }: PodOf): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: NAMESPACE,
      creationTimestamp: stamp(createdAt),
      labels: { app: job, 'controller-uid': uid, 'job-name': job, ...labels },
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: job, uid, controller: true }],
    },
    spec: {
      ...(init !== undefined && { initContainers: [{ name: init, image }] }),
      containers: [{ name: container, image, resources: { limits: { memory: '2Gi' } } }],
      restartPolicy: 'Never',
    },
    status: { phase: 'Pending', conditions: [] },
  };
}

export function condition(type: string, status: 'True' | 'False', now: number, reason?: string, message?: string) {
  return { type, status, lastTransitionTime: stamp(now), ...(reason && { reason }), ...(message && { message }) };
}
