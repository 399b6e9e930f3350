import type { ContainerState, PodCondition, PodState } from '#investigation/observation.ts';
import type { ContainerSpec, ContainerStatus, Pod } from './objects.ts';

const PHASES: readonly string[] = ['Pending', 'Running', 'Succeeded', 'Failed'];
/** Conditions that every pod has, and that are True of a pod that is well. */
const USUAL: readonly string[] = ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'];
/** Usual since 1.29; it is False without a reason, and while a pod has no network yet. */
const SANDBOX = 'PodReadyToStartContainers';

/** A pod as the API shows it, as a fact; `undefined` where it lacks the one stamp that every pod has. */
export function podStateOf(pod: Pod, role: PodState['role'], deleted: boolean): PodState | undefined {
  const { metadata, spec, status } = pod;
  if (metadata.creationTimestamp === undefined) return undefined;
  const ready = conditionOf(pod, 'Ready');
  const scheduled = conditionOf(pod, 'PodScheduled');
  return {
    kind: 'pod-state',
    role,
    name: metadata.name,
    uid: metadata.uid,
    phase: PHASES.includes(status.phase ?? '') ? (status.phase as PodState['phase']) : 'Unknown',
    ready: ready?.status === 'True',
    deleted,
    ...present('node', spec.nodeName),
    labels: metadata.labels,
    createdStamp: metadata.creationTimestamp,
    ...present('scheduledStamp', scheduled?.status === 'True' ? scheduled.lastTransitionTime : undefined),
    ...present('readyStamp', ready?.status === 'True' ? ready.lastTransitionTime : undefined),
    ...present('unschedulable', scheduled?.status === 'False' ? (scheduled.message ?? 'no reason given') : undefined),
    ...present('reason', status.reason),
    ...present('message', status.message),
    ...present('conditions', tellingConditions(pod)),
    // The init containers come last: rules that look at the first container mean the one that does the work.
    containers: [
      ...status.containerStatuses.map((status) => containerStateOf(status, spec.containers)),
      ...status.initContainerStatuses.map((status) => ({
        ...containerStateOf(status, spec.initContainers),
        init: true as const,
      })),
    ],
  };
}

/** Undefined where there are none. */
function tellingConditions({ status }: Pod): readonly PodCondition[] | undefined {
  const telling = status.conditions.filter(({ type, status, reason }) => {
    if (USUAL.includes(type)) return status !== 'True' && reason !== undefined;
    return type !== SANDBOX || status !== 'True';
  });
  if (telling.length === 0) return undefined;
  return telling.map(({ type, status, reason, message }) => ({
    type,
    status,
    ...present('reason', reason),
    ...present('message', message),
  }));
}

/**
 * What a container does now; of one that waits or runs again after an end, `exitCode` and `finishedStamp` are the last
 * end's, and so is `reason` where the present state has none.
 */
function containerStateOf(status: ContainerStatus, specs: readonly ContainerSpec[]): ContainerState {
  const { name, image, ready, restartCount, state, lastState } = status;
  const ended = state.terminated ?? lastState.terminated;
  const now = state.terminated ?? state.waiting;
  return {
    name,
    image,
    state: state.terminated ? 'terminated' : state.running ? 'running' : 'waiting',
    ready,
    restarts: restartCount,
    ...present('reason', now?.reason ?? ended?.reason),
    ...present('message', now?.message ?? ended?.message),
    ...present('exitCode', ended?.exitCode),
    ...present('memoryLimit', specs.find((spec) => spec.name === name)?.resources.limits.memory),
    ...present('startedStamp', state.running?.startedAt ?? ended?.startedAt),
    ...present('finishedStamp', ended?.finishedAt),
  };
}

function conditionOf({ status }: Pod, type: string) {
  return status.conditions.find((condition) => condition.type === type);
}

/** A field that is there only with a value. */
export function present<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: V });
}
