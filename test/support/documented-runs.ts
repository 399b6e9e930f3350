import { type DocumentedRun, metadata, pod, type Seen, ZERO } from './documented-run.ts';

const RUN_19_7 = 'record of the run of job 19-7, 13 November 2025';
const GUIDE = 'guide to monitoring the creation of consumers, 13 November 2025';
const WATERFALL = 'note on waterfall answering 404, 13 November 2025';

const REQUEST =
  'The request is the one that the note on who creates the job has; its height is what such requests have.';
const TIMES = 'The time of day is not documented: zero is midnight UTC. Metadata’s times are those of the attempts.';
const ABOUT_200_MS = 'Configure is documented as about 0.2 s.';
const PODS =
  'Of a pod there are name, phase, readiness and labels: its uid is its name here, its creation the first sight, and it has no containers.';
const MONITOR = 'The monitor’s own zero, at which it saw both pods, is taken as the instant configure was answered.';

const GRPC = {
  name: 'grpc-job-19-7-8rlgb',
  role: 'grpc',
  phase: 'Running',
  ready: true,
  labels: {
    app: 'grpc-job-19-7',
    'controller-uid': '04d3d5a9-69e4-40f5-bae5-d77a3337fec0',
    'job-name': 'grpc-job-19-7',
  },
} as const;
const CLEANUP = {
  name: 'cleanup-job-19-7-2tj8z',
  role: 'cleanup',
  phase: 'Running',
  ready: true,
  labels: {
    app: 'cleanup-job-19-7',
    'controller-uid': 'dcfa46a4-9108-4e2d-b6f7-fde9d2edd702',
    'job-name': 'cleanup-job-19-7',
  },
} as const;

const job197: DocumentedRun = {
  name: 'job-19-7',
  source: {
    document: RUN_19_7,
    notes: [
      TIMES,
      REQUEST,
      PODS,
      MONITOR,
      'The attempts between 1.348 s and 42.154 s, one every 0.12 s or so, are not listed one by one. The limit was 30 s.',
    ],
  },
  jobId: '19-7',
  configureMs: 226,
  timeoutMs: 30_000,
  seen: [
    ...[GRPC, CLEANUP].flatMap((one) => [pod(226, 226, one), pod(226 + 24_420, 226, one)]),
    ...[1_105, 1_229, 1_348, 42_154].map((at) => metadata(at, 'id-unknown')),
  ],
  watched: { 'metadata-answer': 42_154, 'pod-state': 226 + 24_420 },
};

const job183: DocumentedRun = {
  name: 'job-18-3-wrong-api',
  source: {
    document: 'note on the metadata of tasks and of jobs, job 18-3, 13 November 2025',
    notes: [
      TIMES,
      REQUEST,
      `${ABOUT_200_MS} Its body is the one of the note on who creates the job.`,
      'The test asked get_task_metadata(task_id), not get_job_metadata(job_id): both are GET /metadata/{…}. Of the attempts only the end is documented, the limit of 10 s.',
    ],
  },
  jobId: '18-3',
  configureMs: 200,
  configureBody: '{"job_id":"18-3","status":"configured","stream_url":"<host>","stream_port":50051}',
  timeoutMs: 10_000,
  seen: [metadata(10_000, 'id-unknown')],
  watched: { 'metadata-answer': 10_000 },
};

/** Metadata was never asked: of the consumer nothing is known. */
function waterfall(jobId: string, answer: string): DocumentedRun {
  return {
    name: `job-${jobId}-waterfall`,
    source: { document: WATERFALL, notes: [TIMES, REQUEST, ABOUT_200_MS, 'Metadata was not asked.'] },
    jobId,
    configureMs: 200,
    timeoutMs: 30_000,
    seen: [],
    watched: {},
    failed: [
      {
        at: 200,
        kinds: ['metadata-answer'],
        detail: `metadata was not asked; GET /waterfall/${jobId}/100 answered ${answer}, and this build has no such route`,
      },
    ],
  };
}

const waterfalls = [waterfall('21-51', '404 in 46.34 ms'), waterfall('22-52', '404')];

const fortySeconds: DocumentedRun = {
  name: 'forty-seconds',
  source: {
    document: 'measurement of 40 jobs that nobody drove, 2025',
    notes: [
      TIMES,
      REQUEST,
      'The figures are the medians of 40 jobs: configure 0.34 s, stream port 8.0 s, Job deleted at 38.2 s, its pods gone at 50 s. The id is the first one of a new deployment; the host is not documented.',
      'What metadata said meanwhile is not documented. As the port accepts, the Job was there and its pod Running and Ready.',
    ],
  },
  jobId: '1-1',
  configureMs: 340,
  timeoutMs: 60_000,
  seen: [
    [8_000, streamOpen(8_000)],
    [8_000, grpcJob('there')],
    pod(8_000, 8_000, { name: 'grpc-job-1-1-xxxxx', phase: 'Running', ready: true }),
    [38_200, grpcJob('deleted')],
    pod(50_000, 8_000, { name: 'grpc-job-1-1-xxxxx', phase: 'Running', ready: false, deleted: true }),
    pod(50_000, 8_000, {
      name: 'cleanup-job-1-1-xxxxx',
      role: 'cleanup',
      phase: 'Running',
      ready: false,
      deleted: true,
    }),
  ],
  watched: { 'kubernetes-job-state': 57_000, 'pod-state': 57_000, 'stream-port': 57_000 },
};

function streamOpen(atMs: number): Seen[1] {
  return { kind: 'stream-port', sentAt: ZERO + atMs, open: true, host: 'not documented', port: 12_301, detail: '' };
}

function grpcJob(is: 'there' | 'deleted'): Seen[1] {
  const exists = is === 'there';
  const counts = { active: exists ? 1 : 0, succeeded: 0, failed: 0 };
  return { kind: 'kubernetes-job-state', name: 'grpc-job-1-1', exists, deleted: !exists, ...counts };
}

const SAMPLE =
  'The guide’s scenarios give the times of pod and consumer; id, configure, first attempts and how the pod goes on are those of its sample.';
const NAME = 'The last five characters of the pod’s name are not documented.';
const guide = {
  source: { document: GUIDE, notes: [TIMES, REQUEST, PODS, SAMPLE, NAME] },
  jobId: '19-5',
  configureMs: 291,
  timeoutMs: 30_000,
  watched: { 'metadata-answer': 30_000, 'pod-state': 30_000 },
} as const;
const firstAttempts = [metadata(308, 'id-unknown'), metadata(432, 'id-unknown')];
const podFrom2500 = [
  pod(2_500, 2_500, { name: 'grpc-job-19-5-xxxxx', phase: 'Pending', ready: false }),
  pod(3_000, 2_500, { name: 'grpc-job-19-5-xxxxx', phase: 'Running', ready: true }),
];

const scenarios: readonly DocumentedRun[] = [
  {
    ...guide,
    name: 'guide-1-pod-without-consumer',
    seen: [...firstAttempts, ...podFrom2500, metadata(30_000, 'id-unknown')],
  },
  { ...guide, name: 'guide-2-no-pod', seen: [...firstAttempts, metadata(30_000, 'id-unknown')] },
  {
    ...guide,
    name: 'guide-3-late-consumer',
    // An attempt every 100 ms: the last one before the answer.
    seen: [...firstAttempts, ...podFrom2500, metadata(24_900, 'id-unknown'), metadata(25_000, 'ready')],
    watched: { 'metadata-answer': 25_000, 'pod-state': 25_000 },
  },
];

/** Every run that the documents of 13 November 2025 tell of, in the order of test/runs/README.md. */
export const documentedRuns: readonly DocumentedRun[] = [job197, job183, ...waterfalls, fortySeconds, ...scenarios];
