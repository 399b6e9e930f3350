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
      ...(hasInit(pod) && { initContainerStatuses: initContainers(pod, { waiting: { reason: 'PodInitializing' } }) }),
      containerStatuses: containers(
        pod,
        { waiting: { reason: hasInit(pod) ? 'PodInitializing' : 'ContainerCreating' } },
        false,
      ),
    };
  },
  initRunning: (pod: KubernetesObject, now: number) => {
    const state = { running: { startedAt: stamp(now) } };
    pod.status = { ...pod.status, startTime: stamp(now), initContainerStatuses: initContainers(pod, state) };
  },
  started: (pod: KubernetesObject, now: number) => {
    pod.status = {
      ...pod.status,
      phase: 'Running',
      startTime: stamp(now),
      ...(hasInit(pod) && {
        initContainerStatuses: initContainers(pod, {
          terminated: { reason: 'Completed', exitCode: 0, startedAt: stamp(now), finishedAt: stamp(now) },
        }),
      }),
      containerStatuses: containers(pod, { running: { startedAt: stamp(now) } }, false),
    };
  },
  waiting: (pod: KubernetesObject, reason: string, message: string | undefined) => {
    const waiting = { reason, ...(message !== undefined && { message }) };
    pod.status = { ...pod.status, containerStatuses: containers(pod, { waiting }, false) };
  },
  /** The container runtime could not start the command. */
  notStarted: (pod: KubernetesObject, now: number, message: string) => {
    const times = { startedAt: '1970-01-01T00:00:00Z', finishedAt: stamp(now) };
    const terminated = { reason: 'StartError', message, exitCode: 128, ...times };
    pod.status = { ...pod.status, phase: 'Failed', containerStatuses: containers(pod, { terminated }, false) };
  },
  /** Ended by its node: of its containers nothing is told any more. */
  failed: (pod: KubernetesObject, now: number, reason: string, message: string) => {
    pod.status = { phase: 'Failed', reason, message, startTime: stamp(now) };
  },
  /** As the kubelet leaves a pod whose Job is over its deadline. */
  lost: (pod: KubernetesObject, now: number) => {
    const message = 'The container could not be located when the pod was deleted.  The container used to be Running';
    const terminated = { reason: 'ContainerStatusUnknown', message, exitCode: 137, startedAt: null, finishedAt: null };
    const [container] = containers(pod, { waiting: { reason: 'ContainerCreating' } }, false);
    pod.status = {
      ...pod.status,
      phase: 'Failed',
      conditions: notReady(pod, now),
      containerStatuses: [{ ...container, lastState: { terminated } }],
    };
  },
  unready: (pod: KubernetesObject, now: number) => {
    const status = pod.status ?? {};
    pod.status = {
      ...status,
      conditions: notReady(pod, now, 'ContainersNotReady'),
      containerStatuses: list(status.containerStatuses).map((container) => ({ ...container, ready: false })),
    };
  },
  ended: (pod: KubernetesObject, now: number, reason: string, exitCode: number) => {
    const status = pod.status ?? {};
    const [container] = list(status.containerStatuses);
    const { startedAt = stamp(now) } = (container?.state as RunningState | undefined)?.running ?? {};
    const terminated = { reason, exitCode, startedAt, finishedAt: stamp(now) };
    pod.status = {
      ...status,
      phase: exitCode === 0 ? 'Succeeded' : 'Failed',
      conditions: notReady(pod, now, exitCode === 0 ? 'PodCompleted' : 'PodFailed'),
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

function notReady({ status = {} }: KubernetesObject, now: number, reason = 'PodFailed'): readonly object[] {
  const others = conditionsOf(status).filter(({ type }) => type !== 'Ready');
  return [...others, condition('Ready', 'False', now, reason)];
}

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

function hasInit(pod: KubernetesObject): boolean {
  return list(pod.spec?.initContainers).length > 0;
}

function initContainers(pod: KubernetesObject, state: object): readonly object[] {
  const all = list(pod.spec?.initContainers);
  return all.map(({ name, image }) => ({ name, image, imageID: '', ready: false, restartCount: 0, state }));
}

function conditionsOf(status: Readonly<Record<string, unknown>>): readonly { type?: unknown }[] {
  return list(status.conditions);
}

function list(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value : [];
}
