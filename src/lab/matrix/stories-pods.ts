import type { Fault } from '../scenario.ts';
import { AILING, BROKEN, crash, memoryKill, never, PACE } from './parts.ts';
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
    faults: [
      never('job'),
      {
        kind: 'log',
        from: 'backend',
        after: 'configured',
        lines: [
          'ERROR pz.focus_server Failed to apply YAML for job {job}: (403) Reason: Forbidden: exceeded quota: panda-jobs, requested: count/jobs.batch=1',
        ],
      },
    ],
    verdicts: BROKEN,
    blindings: [jobsDenied, logsGone],
  },
  {
    cause: 'pod-not-scheduled',
    faults: [
      never('scheduled'),
      {
        kind: 'unschedulable',
        message: '0/2 nodes are available: 1 Insufficient nvidia.com/gpu.shared, 1 node(s) were unschedulable.',
      },
    ],
    verdicts: BROKEN,
    blindings: [eventsDropped, podsDenied],
  },
  {
    cause: 'image-not-pulled',
    faults: [
      {
        kind: 'image-pull',
        why: 'rpc error: code = NotFound desc = failed to pull and unpack image "registry.lab/baby-analyzer:2.4.1": not found',
      },
    ],
    verdicts: BROKEN,
    blindings: [eventsDropped, podsDenied],
  },
  { cause: 'pod-crashed', faults: [crash], verdicts: BROKEN, blindings: [logsEmpty, podsDenied] },
  { cause: 'pod-out-of-memory', faults: [memoryKill], verdicts: BROKEN, blindings: [eventsDropped, podsDenied] },
  {
    cause: 'pod-not-ready',
    faults: [
      never('queue'),
      never('stream'),
      {
        kind: 'not-ready',
        message: 'Readiness probe failed: dial tcp 10.42.0.17:5000: connect: connection refused',
      },
    ],
    verdicts: BROKEN,
    blindings: [eventsDropped, podsDenied],
  },
  {
    cause: 'service-not-created',
    faults: [{ kind: 'service-refused' }],
    verdicts: AILING,
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
    verdicts: PACE,
    blindings: [podsDenied, kubernetesAway],
  },
];
