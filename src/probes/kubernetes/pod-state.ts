import type { ContainerState, PodState } from '#investigation/observation.ts';
import type { ContainerStatus, Pod } from './objects.ts';

const PHASES: readonly string[] = ['Pending', 'Running', 'Succeeded', 'Failed'];

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
    // The init containers come last: rules that look at the first container mean the one that does the work.
    containers: [...status.containerStatuses, ...status.initContainerStatuses].map(containerStateOf),
  };
}

/**
 * What a container does now; of one that waits or runs again after an end, `exitCode` and `finishedStamp` are the last
 * end's, and so is `reason` where the present state has none.
 */
function containerStateOf({ name, image, ready, restartCount, state, lastState }: ContainerStatus): ContainerState {
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
