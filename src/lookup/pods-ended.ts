import type { PodState } from '#investigation/observation.ts';
import type { Subject } from '#investigation/subject.ts';
import type { KubernetesProbeOptions } from '#probes/kubernetes/options.ts';
import { podsProbe } from '#probes/kubernetes/pods.ts';

/**
 * Resolves when pods of the job were seen and none of them may write any more: deleted, or all containers terminated.
 * Rejects with the signal's reason, or a BlindError when the pods cannot be seen.
 */
export async function podsEnded(options: KubernetesProbeOptions, subject: Subject, signal: AbortSignal): Promise<void> {
  const writing = new Map<string, boolean>();
  for await (const sighting of podsProbe(options).watch(subject, signal)) {
    if (!('fact' in sighting) || sighting.fact.kind !== 'pod-state') continue;
    writing.set(sighting.fact.uid, mayWrite(sighting.fact));
    if (![...writing.values()].includes(true)) return;
  }
  throw signal.reason;
}

function mayWrite({ deleted, phase, containers }: PodState): boolean {
  const ended = phase === 'Succeeded' || phase === 'Failed';
  return !deleted && !ended && !(containers.length > 0 && containers.every(({ state }) => state === 'terminated'));
}
