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
      conditions: [
        condition(
          'Initialized',
          hasInit(pod) ? 'False' : 'True',
          now,
          ...(hasInit(pod) ? unready(pod, 'Initialized') : []),
        ),
        condition('Ready', 'False', now, ...unready(pod, 'Ready')),
        condition('ContainersReady', 'False', now, ...unready(pod, 'ContainersReady')),
        condition('PodScheduled', 'True', now),
      ],
      containerStatuses: containers(
        pod,
        { waiting: { reason: hasInit(pod) ? 'PodInitializing' : 'ContainerCreating' } },
        false,
      ),
      ...(hasInit(pod) && {
        initContainerStatuses: statuses(pod.spec?.initContainers, { waiting: { reason: 'PodInitializing' } }, false),
      }),
    };
  },
  started: (pod: KubernetesObject, now: number) => {
    pod.status = {
      ...pod.status,
      phase: 'Running',
      startTime: stamp(now),
      ...(hasInit(pod) && initialized(pod, now)),
      containerStatuses: containers(pod, { running: { startedAt: stamp(now) } }, false),
    };
  },
  waiting: (pod: KubernetesObject, reason: string, message: string | undefined) => {
    const waiting = { reason, ...(message !== undefined && { message }) };
    pod.status = { ...pod.status, containerStatuses: containers(pod, { waiting }, false) };
  },
  initRunning: (pod: KubernetesObject, now: number) => {
    const state = { running: { startedAt: stamp(now) } };
    pod.status = { ...pod.status, initContainerStatuses: statuses(pod.spec?.initContainers, state, false) };
  },
  rejected: (pod: KubernetesObject, now: number, reason: string, message: string) => {
    pod.status = { phase: 'Failed', reason, message, startTime: stamp(now) };
  },
  /** It was deleted while it ran, and the kubelet found no container of it. */
  lost: (pod: KubernetesObject, now: number, message: string) => {
    const lastState = {
      terminated: { exitCode: 137, reason: 'ContainerStatusUnknown', message, finishedAt: stamp(now) },
    };
    const [container, ...others] = containers(pod, { waiting: { reason: 'ContainerCreating' } }, false);
    pod.status = { ...pod.status, phase: 'Failed', containerStatuses: [{ ...container, lastState }, ...others] };
  },
  ended: (pod: KubernetesObject, now: number, reason: string, exitCode: number, message?: string) => {
    const status = pod.status ?? {};
    const [container] = list(status.containerStatuses);
    const { startedAt = stamp(now) } = (container?.state as RunningState | undefined)?.running ?? {};
    const terminated = {
      reason,
      exitCode,
      startedAt,
      finishedAt: stamp(now),
      ...(message !== undefined && { message }),
    };
    const why: readonly [string, ...string[]] = exitCode === 0 ? ['PodCompleted'] : unready(pod, 'Ready');
    pod.status = {
      ...status,
      phase: exitCode === 0 ? 'Succeeded' : 'Failed',
      conditions: [
        ...conditionsOf(status).filter(isNotOfReadiness),
        condition('Ready', 'False', now, ...why),
        condition('ContainersReady', 'False', now, ...why),
      ],
      containerStatuses: containers(pod, { terminated }, false),
    };
  },
  unready: (pod: KubernetesObject, now: number) => {
    const status = pod.status ?? {};
    pod.status = {
      ...status,
      conditions: [
        ...conditionsOf(status).filter(isNotOfReadiness),
        condition('Ready', 'False', now, ...unready(pod, 'Ready')),
        condition('ContainersReady', 'False', now, ...unready(pod, 'ContainersReady')),
      ],
      containerStatuses: list(status.containerStatuses).map((container) => ({ ...container, ready: false })),
    };
  },
  ready: (pod: KubernetesObject, now: number) => {
    const status = pod.status ?? {};
    pod.status = {
      ...status,
      conditions: [
        ...conditionsOf(status).filter(isNotOfReadiness),
        condition('Ready', 'True', now),
        condition('ContainersReady', 'True', now),
      ],
      containerStatuses: list(status.containerStatuses).map((container) => ({ ...container, ready: true })),
    };
  },
};

interface RunningState {
  readonly running?: { readonly startedAt?: string };
}

function isNotOfReadiness({ type }: { readonly type?: unknown }): boolean {
  return type !== 'Ready' && type !== 'ContainersReady';
}

/** Its init containers have ended well. */
function initialized(pod: KubernetesObject, now: number): object {
  const state = { terminated: { reason: 'Completed', exitCode: 0, startedAt: stamp(now), finishedAt: stamp(now) } };
  const others = conditionsOf(pod.status ?? {}).filter(({ type }) => type !== 'Initialized');
  return {
    conditions: [condition('Initialized', 'True', now), ...others],
    initContainerStatuses: statuses(pod.spec?.initContainers, state, true),
  };
}

function hasInit(pod: KubernetesObject): boolean {
  return list(pod.spec?.initContainers).length > 0;
}

/** Reason and message of a condition that is False. */
function unready(pod: KubernetesObject, type: 'Initialized' | 'Ready' | 'ContainersReady'): readonly [string, string] {
  const names = (of: unknown) =>
    `[${list(of)
      .map(({ name }) => name)
      .join(' ')}]`;
  if (type !== 'Initialized')
    return ['ContainersNotReady', `containers with unready status: ${names(pod.spec?.containers)}`];
  return ['ContainersNotInitialized', `containers with incomplete status: ${names(pod.spec?.initContainers)}`];
}

function containers(pod: KubernetesObject, state: object, ready: boolean): readonly object[] {
  return statuses(pod.spec?.containers, state, ready);
}

function statuses(of: unknown, state: object, ready: boolean): readonly object[] {
  return list(of).map(({ name, image }) => ({
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
