import type { FactKind, Gap } from '../observation.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** What only Kubernetes tells, besides logs. */
export const objectKinds: readonly FactKind[] = [
  'pod-state',
  'kubernetes-job-state',
  'service-state',
  'kubernetes-event',
];
const kinds: readonly FactKind[] = [...objectKinds, 'log-line'];

/** What Kubernetes did not show, for these reasons. */
export function kubernetesGaps({ evidence }: Timeline, reasons: readonly Gap['reason'][]): readonly Gap[] {
  return evidence.gaps.filter((gap) => reasons.includes(gap.reason) && gap.kinds.some((kind) => kinds.includes(kind)));
}

/** Each kind of Kubernetes' own that the gaps hide, once. */
export function hiddenKinds(gaps: readonly Gap[]): readonly FactKind[] {
  return kinds.filter((kind) => gaps.some((gap) => gap.kinds.includes(kind)));
}
