import type { KubernetesObject } from '../services/kubernetes/objects.ts';
import type { LabJob } from './names.ts';

export const NAMESPACE = 'panda';
export const NODE = 'worker-node';
export const BACKEND_SELECTOR = 'app.kubernetes.io/name=panda-panda-focus-server';

/** A Kubernetes stamp: whole seconds. */
export function stamp(now: number): string {
  return new Date(Math.floor(now / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
}

export function jobObject(name: string, uid: string): KubernetesObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: NAMESPACE, uid, labels: { app: name } },
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

/** A Job's pod as it is before anyone has scheduled it. Its labels are the Job's own: there is no `job_id`. */
export function podObject(name: string, job: string, uid: string, container: string, image: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: NAMESPACE,
      labels: { app: job, 'controller-uid': uid, 'job-name': job },
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: job, uid, controller: true }],
    },
    spec: { containers: [{ name: container, image }], restartPolicy: 'Never' },
    status: { phase: 'Pending', conditions: [] },
  };
}

export function condition(type: string, status: 'True' | 'False', now: number, reason?: string, message?: string) {
  return { type, status, lastTransitionTime: stamp(now), ...(reason && { reason }), ...(message && { message }) };
}

/** How a pod looks at each step of its way; applied to the object in the lab's Kubernetes. */
export const podSteps = {
  unschedulable: (pod: KubernetesObject, now: number, message: string) => {
    pod.status = { phase: 'Pending', conditions: [condition('PodScheduled', 'False', now, 'Unschedulable', message)] };
  },
  scheduled: (pod: KubernetesObject, now: number) => {
    pod.spec = { ...pod.spec, nodeName: NODE };
    pod.status = {
      phase: 'Pending',
      conditions: [condition('PodScheduled', 'True', now), condition('Ready', 'False', now, 'ContainersNotReady')],
      containerStatuses: containers(pod, { waiting: { reason: 'ContainerCreating' } }, false),
    };
  },
  started: (pod: KubernetesObject, now: number) => {
    pod.status = {
      ...pod.status,
      phase: 'Running',
      startTime: stamp(now),
      containerStatuses: containers(pod, { running: { startedAt: stamp(now) } }, false),
    };
  },
  ready: (pod: KubernetesObject, now: number) => {
    const status = pod.status ?? {};
    pod.status = {
      ...status,
      conditions: [...conditionsOf(status).filter(({ type }) => type !== 'Ready'), condition('Ready', 'True', now)],
      containerStatuses: list(status.containerStatuses).map((container) => ({ ...container, ready: true })),
    };
  },
};

function containers(pod: KubernetesObject, state: object, ready: boolean): readonly object[] {
  return list(pod.spec?.containers).map(({ name, image }) => ({
    name,
    image,
    imageID: '',
    ready,
    restartCount: 0,
    state,
  }));
}

function conditionsOf(status: Readonly<Record<string, unknown>>): readonly { type?: unknown }[] {
  return list(status.conditions);
}

function list(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value : [];
}
