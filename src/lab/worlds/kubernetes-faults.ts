import type { Random } from '../random.ts';
import type { Fault, Stage } from '../scenario.ts';
import type { Ingredient, Right } from './plan.ts';

export type Make = (random: Random) => Ingredient;

const CLOSE_TO_START = [
  'kubernetes-job-not-created',
  'pod-slow',
  'pod-not-scheduled',
  'pod-not-ready',
  'image-not-pulled',
  'pod-config-missing',
  'pod-not-created',
];
const CLOSE_TO_END = ['analyzer-ended', 'pod-crashed', 'pod-out-of-memory', 'job-gone', 'cleaned-up-early'];

/** What goes wrong between the Job and its running container. The words are Kubernetes' own. */
export const kubernetesFaults: readonly Make[] = [
  () => fault('job-not-created', { ids: ['kubernetes-job-not-created'] }, [{ kind: 'never', stage: 'job' }]),
  () => fault('no-grpc-job', { ids: ['kubernetes-job-not-created'] }, [{ kind: 'no-grpc-job' }], 'no-grpc-job'),
  () =>
    refused(
      'quota',
      ['exceeded quota', 'FailedCreate'],
      'exceeded quota: panda-compute, requested: requests.nvidia.com/gpu.shared=1, used: requests.nvidia.com/gpu.shared=0, limited: requests.nvidia.com/gpu.shared=0',
    ),
  () =>
    refused(
      'service-account',
      ['serviceaccount', 'service account', 'FailedCreate'],
      'error looking up service account panda/analyzer: serviceaccount "analyzer" not found',
    ),
  (random) => unschedulable(random),
  (random) => imagePull(random),
  (random) =>
    heldBack(random, 'configmap', 'CreateContainerConfigError', 'configmap "analyzer-settings" not found', [
      'configmap',
      'CreateContainerConfigError',
    ]),
  (random) =>
    heldBack(random, 'secret', 'CreateContainerConfigError', 'secret "analyzer-login" not found', [
      'secret',
      'CreateContainerConfigError',
    ]),
  (random) => ({
    ...heldBack(
      random,
      'never-pull',
      'ErrImageNeverPull',
      'Container image "registry.lab/baby-analyzer:2.4.1" is not present with pull policy of Never',
      ['ErrImageNeverPull', 'not present'],
    ),
  }),
  (random) =>
    creating(
      random,
      'failed-mount',
      'FailedMount',
      'MountVolume.SetUp failed for volume "recordings" : mount failed: exit status 32',
    ),
  (random) =>
    creating(
      random,
      'sandbox',
      'FailedCreatePodSandBox',
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: no IP addresses available in range set',
    ),
  (random) => {
    const forMs = perhaps(random, 0.4, () => random.between(3_000, 20_000));
    const words = ['wait-for-recorder'];
    return fault(
      `init-hangs${forMs ? '-heals' : ''}`,
      { ids: ['init-container-hangs', ...(forMs ? ['pod-slow'] : [])], words, family: CLOSE_TO_START },
      [{ kind: 'init-hangs', container: 'wait-for-recorder', ...(forMs && { forMs }) }],
      'init-hangs',
    );
  },
  () =>
    fault(
      'not-started',
      { ids: ['container-not-started', 'pod-crashed'], words: ['StartError', 'no such file'], family: CLOSE_TO_END },
      [
        {
          kind: 'not-started',
          message:
            'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/opt/venv/bin/python": stat /opt/venv/bin/python: no such file or directory: unknown',
        },
      ],
      'not-started',
    ),
];

/** What ends a pod that ran, or keeps it from being of use. */
export const podFaults: readonly Make[] = [
  (random) =>
    ends(random, 'crash', { ids: ['pod-crashed'] }, 'Error', 1, [
      'ERROR pz.baby_analyzer could not set up processing for job {job}',
      'Traceback (most recent call last):',
      '  File "/app/baby_analyzer/__main__.py", line 212, in main',
      'ValueError: nfft must not exceed the number of samples',
    ]),
  (random) => ends(random, 'crash-silent', { ids: ['pod-crashed'] }, 'Error', 139, []),
  (random) => ends(random, 'oom', { ids: ['pod-out-of-memory'] }, 'OOMKilled', 137, []),
  (random) =>
    ends(random, 'ends-with-0', { ids: ['analyzer-ended', 'pod-crashed'], family: CLOSE_TO_END }, 'Completed', 0, []),
  (random) =>
    fault(
      'killed-by-probe',
      { ids: ['pod-killed-by-probe', 'pod-crashed'], words: ['liveness', 'Unhealthy'], family: CLOSE_TO_END },
      [{ kind: 'killed-by-probe', inMs: moment(random).inMs, message: 'health: deadlock detected' }],
      'killed-by-probe',
    ),
  (random) =>
    fault(
      'deadline',
      { ids: ['job-deadline-exceeded'], words: ['DeadlineExceeded', 'deadline'], family: CLOSE_TO_END },
      [{ kind: 'deadline', atMs: Math.round(random.between(2_000, 25_000)) }],
      'deadline',
    ),
  (random) =>
    fault(
      'evicted',
      { ids: ['pod-evicted'], words: ['Evicted'], family: CLOSE_TO_END },
      [
        {
          kind: 'pod-failed',
          ...moment(random),
          reason: 'Evicted',
          message:
            'The node was low on resource: memory. Container baby-analyzer was using 9428Mi, which exceeds its request of 0.',
        },
      ],
      'pod-failed',
    ),
  () =>
    fault(
      'admission',
      { ids: ['pod-not-admitted'], words: ['UnexpectedAdmissionError'], family: CLOSE_TO_END },
      [
        {
          kind: 'not-admitted',
          reason: 'UnexpectedAdmissionError',
          message:
            'Allocate failed due to requested number of devices unavailable for nvidia.com/gpu.shared. Requested: 1, Available: 0, which is unexpected',
        },
      ],
      'not-admitted',
    ),
  (random) => {
    const forMs = perhaps(random, 0.3, () => random.between(4_000, 20_000));
    return fault(
      `not-ready${forMs ? '-heals' : ''}`,
      { ids: ['pod-not-ready', ...(forMs ? [] : ['queue-missing'])] },
      [
        {
          kind: 'not-ready',
          message: 'Readiness probe failed: grpc 5000: connection refused',
          ...(forMs && { forMs }),
        },
        ...(forMs ? [] : [{ kind: 'never', stage: 'queue' } as const, { kind: 'never', stage: 'stream' } as const]),
      ],
      'not-ready',
    );
  },
  (random) =>
    fault(
      'ready-flaps',
      {
        ids: ['consumer-never-created', 'queue-without-consumer'],
        words: ['flap', 'lost its readiness', 'came and went'],
      },
      [
        {
          kind: 'readiness-flaps',
          everyMs: Math.round(random.between(1_500, 6_000)),
          message: 'Readiness probe failed: grpc 5000: connection refused',
        },
        { kind: 'never', stage: 'consumer' },
      ],
      'readiness-flaps',
    ),
  () =>
    fault(
      'service-refused',
      { ids: ['service-not-created'], words: ['nodePort'] },
      [{ kind: 'service-refused' }],
      'service-refused',
    ),
  (random) =>
    fault(
      'cleaned-up-early',
      { ids: ['cleaned-up-early'] },
      [
        { kind: 'never', stage: 'consumer' },
        { kind: 'cleaned-up', atMs: Math.round(random.between(6_000, 17_000)) },
      ],
      'cleaned-up',
    ),
];

export function fault(id: string, right: Right, faults: readonly Fault[], deed?: Fault['kind']): Ingredient {
  const own = faults.filter((each) => JOB_KINDS.includes(each.kind)) as NonNullable<Ingredient['neighbours']>;
  return { id, role: 'fault', right, faults, neighbours: own, ...(deed && { deed }) };
}

/** Faults of one job, which another job may have too. */
const JOB_KINDS: readonly Fault['kind'][] = [
  'never',
  'unschedulable',
  'image-pull',
  'pod-refused',
  'no-grpc-job',
  'container-held',
  'init-hangs',
  'not-started',
  'ends',
  'killed-by-probe',
  'not-admitted',
  'pod-failed',
  'not-ready',
  'readiness-flaps',
  'service-refused',
  'messages',
  'stuck-consumer',
];

export function perhaps<T>(random: Random, chance: number, make: () => T): T | undefined {
  return random.next() < chance ? make() : undefined;
}

/** Any moment of the life of a container; half of them within the time in which its consumer comes. */
function moment(random: Random): { readonly after: Stage; readonly inMs: number } {
  const inMs = random.next() < 0.5 ? random.between(0, 1_500) : random.between(0, 25_000);
  return { after: 'started', inMs: Math.round(inMs) };
}

function ends(
  random: Random,
  id: string,
  right: Right,
  reason: 'Error' | 'OOMKilled' | 'Completed',
  exitCode: number,
  lines: readonly string[],
): Ingredient {
  return fault(id, right, [{ kind: 'ends', ...moment(random), reason, exitCode, lines }], 'ends');
}

function refused(id: string, words: readonly string[], why: string): Ingredient {
  return fault(
    id,
    { ids: ['pod-not-created'], words, family: CLOSE_TO_START },
    [{ kind: 'pod-refused', why }],
    'pod-refused',
  );
}

function unschedulable(random: Random): Ingredient {
  const byMs = perhaps(random, 0.3, () => Math.round(random.between(5_000, 25_000)));
  const message = '0/2 nodes are available: 1 Insufficient nvidia.com/gpu.shared, 1 node(s) were unschedulable.';
  const lasts: Fault = byMs ? { kind: 'late', stage: 'scheduled', byMs } : { kind: 'never', stage: 'scheduled' };
  const right = { ids: ['pod-not-scheduled', ...(byMs ? ['pod-slow'] : [])], words: ['Insufficient'] };
  return fault(
    `unschedulable${byMs ? '-heals' : ''}`,
    right,
    [{ kind: 'unschedulable', message }, lasts],
    'unschedulable',
  );
}

function imagePull(random: Random): Ingredient {
  const forMs = perhaps(random, 0.3, () => Math.round(random.between(4_000, 22_000)));
  const why =
    'rpc error: code = Unknown desc = failed to resolve reference "registry.lab/baby-analyzer:2.4.1": dial tcp: i/o timeout';
  const right = { ids: ['image-not-pulled', ...(forMs ? ['pod-slow'] : [])] };
  return fault(
    `image-pull${forMs ? '-heals' : ''}`,
    right,
    [{ kind: 'image-pull', why, ...(forMs && { forMs }) }],
    'image-pull',
  );
}

function heldBack(random: Random, id: string, reason: string, message: string, words: readonly string[]): Ingredient {
  const forMs = perhaps(random, 0.25, () => Math.round(random.between(4_000, 22_000)));
  const ids = [
    ...(forMs ? ['pod-slow'] : []),
    reason === 'ErrImageNeverPull' ? 'image-not-pulled' : 'pod-config-missing',
  ];
  const event = { reason: 'Failed', message: `Error: ${reason === 'ErrImageNeverPull' ? reason : message}` };
  return fault(
    `${id}${forMs ? '-heals' : ''}`,
    { ids, words, family: CLOSE_TO_START },
    [{ kind: 'container-held', reason, message, event, ...(forMs && { forMs }) }],
    'container-held',
  );
}

/** The container is `ContainerCreating` for so long, and only the event says why. */
function creating(random: Random, id: string, reason: string, message: string): Ingredient {
  const known = reason === 'FailedMount' ? ['pod-config-missing'] : ['pod-sandbox-not-created'];
  const forMs = perhaps(random, 0.25, () => Math.round(random.between(4_000, 22_000)));
  return fault(
    `${id}${forMs ? '-heals' : ''}`,
    { ids: [...known, ...(forMs ? ['pod-slow'] : [])], words: [reason], family: CLOSE_TO_START },
    [{ kind: 'container-held', reason: 'ContainerCreating', event: { reason, message }, ...(forMs && { forMs }) }],
    'container-held',
  );
}
