import { type Evidence, observed } from './evidence.ts';
import type { PodState } from './observation.ts';
import type { PastInvestigation } from './past.ts';

/** The last state of the backend's newest pod that is not being deleted. */
export function backendOf(evidence: Evidence): PastInvestigation['backend'] {
  const newest = observed(evidence, 'pod-state')
    .map(({ fact }) => fact)
    .filter(({ role, deleted }) => role === 'backend' && !deleted)
    .reduce<PodState | undefined>(
      (best, pod) => (best && best.createdStamp > pod.createdStamp ? best : pod),
      undefined,
    );
  const container = newest?.containers[0];
  return container && { image: container.image, restarts: container.restarts };
}
