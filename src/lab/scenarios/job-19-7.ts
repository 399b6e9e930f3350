import type { Scenario } from '../scenario.ts';

/**
 * The recorded run of job 19-7 (2025-11-13): configure 0.226 s; both pods Running and Ready at the first look and still at
 * 24.42 s, without a job_id label; metadata 404 "Invalid job_id" from 1.105 s to 42.154 s. RabbitMQ, MongoDB and
 * the stream port were not looked at, so here the first two are not configured, and none of the three has anything to show.
 */
export const job197: Scenario = {
  id: 'job-19-7',
  story: 'The recorded run of job 19-7: both pods Running and Ready, metadata "Invalid job_id" to the end',
  faults: [
    {
      kind: 'next-job',
      job: {
        id: '19-7',
        grpcPod: 'grpc-job-19-7-8rlgb',
        grpcUid: '04d3d5a9-69e4-40f5-bae5-d77a3337fec0',
        cleanupPod: 'cleanup-job-19-7-2tj8z',
        cleanupUid: 'dcfa46a4-9108-4e2d-b6f7-fde9d2edd702',
        configureMs: 226,
        stages: { job: 40, pod: 90, scheduled: 120, started: 500, ready: 750 },
      },
    },
    { kind: 'never', stage: 'queue' },
    { kind: 'never', stage: 'stream' },
    { kind: 'not-configured', part: 'rabbitmq' },
    { kind: 'not-configured', part: 'mongodb' },
  ],
  expected: {
    verdict: 'broken',
    cause: 'consumer-never-created',
    says: [['consumer', 'Invalid job_id'], '19-7'],
    never: ['queue is missing', 'no queue', 'queue is there', 'queue was there', 'RabbitMQ is down', 'crash', 'label'],
  },
};
