import { jobIdIn, jobNames } from '#investigation/job-id.ts';
import type { StandingPod } from '#investigation/observation.ts';
import { redactDeep } from '#lib/redact.ts';
import { type Gathered, gather } from './gather.ts';
import { type Pod, podSchema } from './objects.ts';
import { podStateOf } from './pod-state.ts';
import type { SnapshotOptions } from './snapshot.ts';

/**
 * The pods of the namespace that are no job's, as one list has them: the backend's, the broker's, the database's. A list
 * that fails is a gap, and what it told before is kept; an abort makes a gap too. It throws no BlindError.
 */
export async function standingPods(options: SnapshotOptions): Promise<Gathered<StandingPod>> {
  const { redact = redactDeep, ...gathering } = options;
  // What the first call loads would count against the time of the list.
  await options.connection.prepare();
  return gather(
    { ...gathering, redact },
    { kind: 'pod-state', collection: { resource: 'pods' }, shape: podSchema, factOf: standingPodOf },
  );
}

function standingPodOf(pod: Pod): StandingPod | undefined {
  const { name } = pod.metadata;
  const id = jobIdIn(name);
  if (id !== undefined && jobNames(id).roleOfPod(name) !== undefined) return undefined;
  const state = podStateOf(pod, 'backend', false);
  if (!state) return undefined;
  const { role: _nobodys, ...standing } = state;
  return standing;
}
