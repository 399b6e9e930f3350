import { describe, expect, it } from 'vitest';
import { describeFact, factKinds } from '#investigation/facts.ts';
import type { Fact, FactOf } from '#investigation/observation.ts';
import {
  ack,
  backendPod,
  broker,
  clusterClock,
  configured,
  event,
  kubernetesJob,
  live,
  log,
  metadata,
  notConfigured,
  pod,
  queue,
  ZERO,
} from '../support/evidence.ts';

const crashed = {
  phase: 'Failed',
  ready: false,
  containers: [
    {
      name: 'baby-analyzer',
      image: 'i',
      state: 'terminated',
      ready: false,
      restarts: 2,
      reason: 'OOMKilled',
      exitCode: 137,
    },
  ],
} satisfies Partial<FactOf<'pod-state'>>;

const control = { kind: 'control-answer', sentAt: ZERO, answeredAt: ZERO + 3 } as const;

const facts: readonly (readonly [Fact, string])[] = [
  [configured(), 'POST /configure: accepted 200, job 19-7'],
  [notConfigured({ status: 422, detail: 'nfft' }), 'POST /configure: refused 422: nfft'],
  [notConfigured({ outcome: 'unreachable', detail: 'ECONNREFUSED' }), 'POST /configure: unreachable: ECONNREFUSED'],
  [metadata(400, 'ready')[1], 'GET /metadata: ready 200'],
  [metadata(400, 'id-unknown')[1], 'GET /metadata: id-unknown 404 {"error":"Invalid job_id"}'],
  [metadata(400, 'network-error')[1], 'GET /metadata: network-error ECONNREFUSED'],
  [ack(4, true)[1], 'GET /ack answered 200'],
  [ack(4, false)[1], 'GET /ack failed 503: <html>503'],
  [live(5, false)[1], 'GET /live_metadata: not ready, prr 0'],
  [{ kind: 'live-metadata', ready: false, detail: '' }, 'GET /live_metadata: not ready, prr missing'],
  [{ kind: 'channel-range', lowest: 1, highest: 2_337 }, 'GET /channels: 1–2337'],
  [
    { kind: 'route-list', served: true, routes: ['/ack', '/configure'] },
    'openapi.json lists 2 routes: /ack, /configure',
  ],
  [{ kind: 'route-list', served: false, routes: [] }, 'openapi.json is not served'],
  [
    {
      kind: 'environment-parts',
      complete: ['Node'],
      parts: [{ what: 'Node', name: 'worker-node', version: 'kubelet v1.20.2' }],
      notSeen: [{ what: 'Secret', reason: 'refused' }],
    },
    'the environment is made of 1 part; not seen: Secret',
  ],
  [
    pod(330, 'pending', { unschedulable: 'Insufficient gpu' })[1],
    'pod grpc-job-19-7-8rlgb Pending, not Ready: Insufficient gpu',
  ],
  [pod(1_800, 'ready')[1], 'pod grpc-job-19-7-8rlgb Running, Ready on worker-node'],
  [pod(1_800, 'ready', { deleted: true })[1], 'pod grpc-job-19-7-8rlgb was deleted'],
  [
    pod(1_800, 'ready', crashed)[1],
    'pod grpc-job-19-7-8rlgb Failed, not Ready on worker-node: baby-analyzer OOMKilled, exit code 137, 2 restarts',
  ],
  [backendPod(5, false)[1], 'pod panda-focus-server-1 Running, not Ready on worker-node'],
  [kubernetesJob(300, true)[1], 'Job grpc-job-19-7: 1 active, 0 failed'],
  [kubernetesJob(300, false)[1], 'no Job grpc-job-19-7'],
  [
    { kind: 'service-state', name: 'grpc-service-19-7', exists: true, deleted: false, nodePort: 12_319 },
    'Service grpc-service-19-7, node port 12319',
  ],
  [
    { kind: 'service-state', name: 'grpc-service-19-7', exists: false, deleted: true },
    'no Service grpc-service-19-7 (deleted)',
  ],
  [event(400, 'FailedScheduling', '0/2 nodes')[1], 'event FailedScheduling on Pod grpc-job-19-7-8rlgb: 0/2 nodes'],
  [broker(20, true)[1], 'RabbitMQ answers (amqp)'],
  [
    { kind: 'broker-state', reachable: true, via: 'management', alarms: ['memory', 'disk'], detail: '' },
    'RabbitMQ answers (management), alarm: memory, disk',
  ],
  [broker(20, false)[1], 'RabbitMQ unreachable (amqp): connect ECONNREFUSED'],
  [
    queue(2_300, { consumers: 1, ready: 4 })[1],
    'queue grpc-job-19-7-1763048056.1: 1 consumer, 4 messages ready (amqp)',
  ],
  [queue(2_300, 'absent')[1], 'no queue of this job (management)'],
  [
    { kind: 'database-state', reachable: true, collections: ['base_paths'], detail: '' },
    'MongoDB answers, 1 collections',
  ],
  [
    { kind: 'database-state', reachable: false, collections: [], detail: 'ENOTFOUND' },
    'MongoDB unreachable: ENOTFOUND',
  ],
  [{ kind: 'job-record', collection: 'jobs', found: false }, 'no document of the job in jobs'],
  [log(4_000, 'backend', 'error', 'no consumer for 19-7')[1], 'panda-focus-server-1: no consumer for 19-7'],
  [{ kind: 'stream-port', sentAt: 0, open: true, host: 'h', port: 12_319, detail: '' }, 'stream port 12319 accepts'],
  [
    { kind: 'stream-port', sentAt: 0, open: false, host: 'h', port: 12_319, detail: 'ECONNREFUSED' },
    'stream port 12319 closed: ECONNREFUSED',
  ],
  [
    { ...control, control: 'impossible-id', answer: 'id-unknown', status: 404, detail: '{"error":"Invalid job_id"}' },
    'GET /metadata of an id that cannot exist: id-unknown 404 {"error":"Invalid job_id"}',
  ],
  [
    { ...control, control: 'impossible-route', answer: 'network-error', detail: 'ECONNREFUSED' },
    'GET of a route that cannot exist: network-error ECONNREFUSED',
  ],
  [{ kind: 'job-queues', queues: [{ jobId: '19-7', name: 'grpc-job-19-7' }] }, '1 queue of jobs'],
  [{ kind: 'control-job', others: 0 }, 'no other job lives'],
  [{ kind: 'control-job', others: 1 }, '1 other job, none to compare with'],
  [{ kind: 'control-job', others: 2, jobId: '3-9', ageMs: 60_000 }, 'another job, 3-9'],
  [
    {
      ...{ kind: 'control-job', others: 2, jobId: '3-9', ageMs: 60_000, metadata: 'ready', labels: { app: 'a' } },
      ...{ records: { jobs: false }, consumers: 1, streamOpen: true },
    },
    'another job, 3-9: metadata ready, label job_id absent, no document in jobs, 1 consumer, stream port accepts',
  ],
  [
    { kind: 'bot-stall', from: 1_000, to: 7_000, by: 'event-loop', delayMs: 6_000 },
    'the bot could not work for 6.0 s (its process was kept from running, delay up to 6.0 s)',
  ],
  [clusterClock(6)[1], `clock of kubernetes: ${new Date(ZERO).toISOString()}`],
];

describe('a fact in words', () => {
  it.each(facts)('%# says what was seen', (fact, words) => {
    expect(describeFact(fact)).toBe(words);
  });

  it('exists for every kind', () => {
    expect(new Set(facts.map(([{ kind }]) => kind))).toEqual(new Set(factKinds));
  });
});
