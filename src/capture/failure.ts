import type { ContainerState, Fact, PodState } from '#investigation/observation.ts';

/** Why a container waits where nothing is wrong. */
const NORMAL_WAITS: readonly string[] = ['ContainerCreating', 'PodInitializing'];

/**
 * The fact alone says that the job is not well. How the containers of a pod end that is `terminating` says nothing: they
 * are killed.
 */
export function isFailure(fact: Fact, terminating = false): boolean {
  switch (fact.kind) {
    case 'pod-state':
      return !terminating && isFailedPod(fact);
    case 'log-line':
      return fact.level === 'error' && fact.source !== 'backend';
    default:
      return false;
  }
}

function isFailedPod({ phase, unschedulable, containers }: PodState): boolean {
  return phase === 'Failed' || unschedulable !== undefined || containers.some(isFailedContainer);
}

function isFailedContainer({ state, reason, exitCode = 0 }: ContainerState): boolean {
  if (exitCode !== 0) return true;
  return state === 'waiting' && reason !== undefined && !NORMAL_WAITS.includes(reason) && reason !== 'Completed';
}
