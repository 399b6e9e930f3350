import { BROKEN } from './shorthand.ts';
import { eventsDropped, logsEmpty, logsGone, podsDenied, type Story, watchDenied } from './story.ts';

/** What a real Kubernetes was seen to say of a job's objects. */
export const kubernetesSaysStories: readonly Story[] = [
  {
    cause: 'pod-not-created',
    faults: [
      {
        kind: 'pod-refused',
        why: 'exceeded quota: panda-compute, requested: requests.nvidia.com/gpu.shared=1, used: requests.nvidia.com/gpu.shared=0, limited: requests.nvidia.com/gpu.shared=0',
      },
    ],
    verdicts: BROKEN,
    blindings: [watchDenied, podsDenied],
  },
  {
    cause: 'pod-config-missing',
    faults: [
      {
        kind: 'container-held',
        reason: 'CreateContainerConfigError',
        message: 'configmap "analyzer-settings" not found',
      },
    ],
    verdicts: BROKEN,
    blindings: [eventsDropped, podsDenied],
  },
  {
    cause: 'pod-not-admitted',
    faults: [
      {
        kind: 'not-admitted',
        reason: 'UnexpectedAdmissionError',
        message:
          'Allocate failed due to requested number of devices unavailable for nvidia.com/gpu.shared. Requested: 1, Available: 0',
      },
    ],
    verdicts: BROKEN,
    blindings: [eventsDropped, podsDenied],
  },
  {
    cause: 'pod-sandbox-not-created',
    faults: [
      {
        kind: 'container-held',
        reason: 'ContainerCreating',
        event: { reason: 'FailedCreatePodSandBox', message: 'Failed to create pod sandbox: no more addresses' },
      },
    ],
    verdicts: BROKEN,
    blindings: [watchDenied, podsDenied],
  },
  {
    cause: 'container-not-started',
    faults: [
      {
        kind: 'not-started',
        message: 'exec: "/opt/venv/bin/python": stat /opt/venv/bin/python: no such file or directory: unknown',
      },
    ],
    verdicts: BROKEN,
    blindings: [eventsDropped, podsDenied],
  },
  {
    cause: 'init-container-hangs',
    faults: [{ kind: 'init-hangs', container: 'wait-for-recorder' }],
    verdicts: BROKEN,
    blindings: [logsGone, podsDenied],
  },
  {
    cause: 'job-deadline-exceeded',
    faults: [
      { kind: 'deadline', atMs: 12_000 },
      { kind: 'never', stage: 'consumer' },
    ],
    verdicts: BROKEN,
    blindings: [watchDenied, podsDenied],
  },
  {
    cause: 'pod-evicted',
    faults: [
      {
        kind: 'pod-failed',
        after: 'ready',
        inMs: 400,
        reason: 'Evicted',
        message: 'The node was low on resource: memory.',
      },
    ],
    verdicts: BROKEN,
    blindings: [eventsDropped, podsDenied],
  },
  {
    cause: 'pod-killed-by-probe',
    faults: [
      { kind: 'killed-by-probe', inMs: 4_000, message: 'Liveness probe failed: health: deadlock detected' },
      { kind: 'never', stage: 'consumer' },
    ],
    verdicts: BROKEN,
    blindings: [watchDenied, podsDenied],
  },
  {
    cause: 'analyzer-ended',
    faults: [
      {
        kind: 'ends',
        after: 'started',
        inMs: 400,
        reason: 'Completed',
        exitCode: 0,
        lines: ['INFO pz.baby_analyzer nothing to do'],
      },
    ],
    verdicts: BROKEN,
    blindings: [logsEmpty, podsDenied],
  },
  {
    cause: 'kubernetes-warned',
    faults: [{ kind: 'container-held', reason: 'SomethingNew', message: 'nobody has heard of it before' }],
    verdicts: BROKEN,
    blindings: [eventsDropped, podsDenied],
  },
];
