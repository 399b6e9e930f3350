import type { Fault } from '#lab/scenario.ts';
import { imageNotPulled } from '#lab/scenarios/image-not-pulled.ts';
import { kubernetesJobNotCreated } from '#lab/scenarios/kubernetes-job-not-created.ts';
import { podCrashed } from '#lab/scenarios/pod-crashed.ts';
import { podNotReady } from '#lab/scenarios/pod-not-ready.ts';
import { podOutOfMemory } from '#lab/scenarios/pod-out-of-memory.ts';
import { unschedulable } from '#lab/scenarios/unschedulable.ts';
import { BROKEN, never, SLOW, SLOW_OR_BROKEN } from './shorthand.ts';
import {
  eventsDropped,
  jobsDenied,
  kubernetesAway,
  logsEmpty,
  logsGone,
  managementDown,
  podsDenied,
  type Story,
  servicesDenied,
} from './story.ts';

const everythingDenied = ['pods', 'jobs', 'services', 'events', 'pods/log'].map(
  (resource): Fault => ({ kind: 'denied', resource }),
);

/** Causes in Kubernetes. */
export const podStories: readonly Story[] = [
  {
    cause: 'kubernetes-job-not-created',
    faults: kubernetesJobNotCreated.faults,
    verdicts: BROKEN,
    blindings: [jobsDenied, logsGone],
  },
  {
    cause: 'pod-not-scheduled',
    faults: unschedulable.faults,
    verdicts: BROKEN,
    blindings: [eventsDropped, podsDenied],
  },
  {
    cause: 'image-not-pulled',
    faults: imageNotPulled.faults,
    verdicts: BROKEN,
    blindings: [eventsDropped, podsDenied],
  },
  { cause: 'pod-crashed', faults: podCrashed.faults, verdicts: BROKEN, blindings: [logsEmpty, podsDenied] },
  {
    cause: 'pod-out-of-memory',
    faults: podOutOfMemory.faults,
    verdicts: BROKEN,
    blindings: [eventsDropped, podsDenied],
  },
  {
    cause: 'pod-not-ready',
    faults: podNotReady.faults,
    verdicts: BROKEN,
    blindings: [eventsDropped, podsDenied],
  },
  {
    cause: 'service-not-created',
    faults: [{ kind: 'service-refused' }],
    verdicts: SLOW_OR_BROKEN,
    blindings: [logsGone, servicesDenied],
  },
  {
    cause: 'kubernetes-denied',
    faults: [...everythingDenied, never('consumer')],
    alsoRight: ['consumer-never-created'],
    verdicts: ['broken', 'inconclusive'],
    mayBeOpen: true,
    blindings: [managementDown],
  },
  {
    cause: 'kubernetes-unreachable',
    faults: [{ kind: 'kubernetes-unreachable' }, never('consumer')],
    alsoRight: ['consumer-never-created'],
    verdicts: ['broken', 'inconclusive'],
    mayBeOpen: true,
    blindings: [managementDown],
  },
  {
    cause: 'pod-slow',
    faults: [{ kind: 'late', stage: 'started', byMs: 15_000 }],
    verdicts: SLOW,
    blindings: [podsDenied, kubernetesAway],
  },
];
