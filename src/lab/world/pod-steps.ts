import type { KubernetesObject } from '../services/kubernetes/objects.ts';
import { condition, NODE, stamp } from './objects.ts';

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
  waiting: (pod: KubernetesObject, reason: string, message: string) => {
    pod.status = { ...pod.status, containerStatuses: containers(pod, { waiting: { reason, message } }, false) };
  },
  ended: (pod: KubernetesObject, now: number, reason: string, exitCode: number) => {
    const status = pod.status ?? {};
    const [container] = list(status.containerStatuses);
    const { startedAt = stamp(now) } = (container?.state as RunningState | undefined)?.running ?? {};
    const terminated = { reason, exitCode, startedAt, finishedAt: stamp(now) };
    pod.status = {
      ...status,
      phase: 'Failed',
      conditions: [
        ...conditionsOf(status).filter(({ type }) => type !== 'Ready'),
        condition('Ready', 'False', now, 'PodFailed'),
      ],
      containerStatuses: containers(pod, { terminated }, false),
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

interface RunningState {
  readonly running?: { readonly startedAt?: string };
}

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
