import type { Fault, JobFault } from '#lab/scenario.ts';
import { crash } from '#lab/scenarios/pod-crashed.ts';
import type { Story } from './story.ts';

/** Something that is as it is on healthy days, or is wrong with another job, and looks like the cause. */
export interface Herring {
  readonly id: string;
  faults(story: Story): readonly Fault[];
  /** What it suggests. */
  readonly suggests: readonly string[];
  /** It lies near a job, so there must be one. */
  readonly needsJob?: true;
}

/** The clean-up leaks queues: one of 1-16 beside 1-163, with messages that nobody takes. */
export const leakedQueue: Herring = {
  id: 'leaked-queue',
  faults: () => [{ kind: 'leaked-queue', of: 'shorter-id', ready: 57 }],
  suggests: ['queue-without-consumer', 'consumer-falling-behind'],
  needsJob: true,
};

export const anotherJobFails: Herring = {
  id: 'another-job-fails',
  faults: ({ others = [] }) => [
    besides(...others, crash, {
      kind: 'log',
      from: 'backend',
      after: 'configured',
      lines: ['ERROR pz.focus_server job {job} failed: its analyzer exited with code 1'],
      everyMs: 4_000,
    }),
  ],
  suggests: ['pod-crashed', 'pod-out-of-memory'],
};

/** Errors that are there every day, one of them about another job's consumer. */
export const unrelatedErrors: Herring = {
  id: 'unrelated-errors',
  faults: ({ others = [] }) => [
    besides(...others, {
      kind: 'log',
      from: 'backend',
      after: 'configured',
      lines: [
        'ERROR pz.focus_server could not send statistics to graphite:2003: timed out',
        'ERROR pz.focus_server consumer for job {job} could not be created: no free consumer worker',
        'WARNING pz.focus_server image baby-analyzer:2.4.1 is not the newest one',
      ],
      everyMs: 4_000,
    }),
  ],
  suggests: ['consumer-never-created', 'image-not-pulled'],
};

/** Neither this job nor the one that streams has a label or a record. */
export const absentAsAlways: Herring = {
  id: 'label-and-record-absent',
  faults: ({ others = [] }) => [{ kind: 'job-documents', of: 'old-jobs' }, besides(...others)],
  suggests: ['mongodb-down'],
  needsJob: true,
};

/** In a real incident everybody's jobs fail at once: the neighbour tells nothing, and is no proof of anything. */
const neighbourOfSameFate: Herring = {
  id: 'neighbour-of-the-same-fate',
  faults: ({ faults, others }) => [besides(...(others ?? faults.filter(isOfJob)))],
  suggests: ['metadata-not-wired'],
  needsJob: true,
};

const neighbourWell: Herring = {
  id: 'neighbour-well',
  faults: ({ others = [] }) => [besides(...others)],
  suggests: ['rabbitmq-down'],
  needsJob: true,
};

const neighbourGone: Herring = {
  id: 'neighbour-gone-meanwhile',
  faults: ({ others = [] }) => [{ kind: 'other-jobs', count: 1, faults: others, goInMs: 2_000 }],
  suggests: ['backend-restarted'],
  needsJob: true,
};

export const herrings: readonly Herring[] = [
  leakedQueue,
  anotherJobFails,
  unrelatedErrors,
  absentAsAlways,
  neighbourOfSameFate,
  neighbourWell,
  neighbourGone,
];

const OF_JOBS: readonly Fault['kind'][] = [
  'late',
  'never',
  'unschedulable',
  'image-pull',
  'pod-refused',
  'no-grpc-job',
  'container-held',
  'init-hangs',
  'not-started',
  'not-admitted',
  'warned',
  'ends',
  'killed-by-probe',
  'deadline',
  'pod-failed',
  'not-ready',
  'readiness-flaps',
  'consumer-goes',
  'messages',
  'stuck-consumer',
  'log',
];

function isOfJob(fault: Fault): fault is JobFault {
  return OF_JOBS.includes(fault.kind);
}

function besides(...faults: readonly JobFault[]): Fault {
  return { kind: 'other-jobs', count: 1, faults };
}
