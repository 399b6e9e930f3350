import type { ContainerState, PodState } from '../observation.ts';

/** What a container waits for on its way up. */
const ON_ITS_WAY: readonly (string | undefined)[] = [undefined, 'ContainerCreating', 'PodInitializing', 'Completed'];

/** Why a pod waits, as far as it says so itself. */
export function waitReason({
  unschedulable,
  containers,
}: Pick<PodState, 'unschedulable' | 'containers'>): string | undefined {
  if (unschedulable !== undefined) return unschedulable;
  const stuck = containers.find(isStuck);
  if (!stuck) return undefined;
  return withReason(stuck.reason ?? '', stuck.message);
}

export function withReason(words: string, reason: string | undefined): string {
  return reason === undefined || reason === '' ? words : `${words}: ${reason}`;
}

export function isStuck({ state, reason }: ContainerState): boolean {
  return state === 'waiting' && !ON_ITS_WAY.includes(reason);
}
