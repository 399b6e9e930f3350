import { expect, it } from 'vitest';
import { backendOverloaded } from '#investigation/rules/backend-overloaded.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import {
  ack,
  but,
  clusterClock,
  configured,
  controlJob,
  evidence,
  healthyRun,
  live,
  metadata,
  notConfigured,
  pod,
  queue,
  type Seen,
  ZERO,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const slow: Seen = [16_000, configured({ answeredAt: ZERO + 16_000 })];
const late = [
  slow,
  ...but(
    healthyRun,
    ['metadata-answer', 'queue-state', 'pod-state', 'kubernetes-job-state', 'ack-answer'],
    pod(16_100, 'ready'),
    queue(16_200, {}),
    queue(16_500, { consumers: 1 }),
    metadata(16_300, 'id-unknown'),
    metadata(16_600, 'ready'),
  ),
];
const crowd = controlJob(16_550, { others: 12, jobId: '3-5', metadata: 'ready' });
const slowAck: Seen = [17_000, { kind: 'ack-answer', ok: true, status: 200, tookMs: 2_400, detail: '' }];
const slowAnswers = [19_000, 21_000, 23_000].map((atMs): Seen => {
  const times = { sentAt: ZERO + atMs - 1_900, answeredAt: ZERO + atMs };
  return [atMs, { kind: 'metadata-answer', ...times, answer: 'id-unknown', status: 404, detail: 'Invalid job_id' }];
});
const refused: Seen = [31_000, notConfigured({ status: 504, detail: 'Gateway Time-out', answeredAt: ZERO + 31_000 })];
const around = [live(5, true), clusterClock(6)];

testRule(backendOverloaded, {
  cause: {
    'configure is slow, and many other jobs live': evidence([...late, ack(4, true), crowd]),
    'configure fails in the crowd': evidence([refused, ...around, ack(4, true), crowd]),
  },
  possible: {
    'configure is slow, and so is what else is asked, with nobody else seen': evidence([
      ...late.filter(([, fact]) => fact.kind !== 'metadata-answer'),
      slowAck,
      ...slowAnswers,
      metadata(24_000, 'ready'),
    ]),
    'only the health endpoint is slow besides': evidence([...late, slowAck]),
    'configure got no answer at all: a job may exist': evidence([
      [
        60_000,
        notConfigured({
          outcome: 'unanswered',
          detail: 'POST /configure: no answer in 60 s',
          answeredAt: ZERO + 60_000,
        }),
      ],
      ...around,
      crowd,
    ]),
  },
  not: {
    'nothing but configure is slow': evidence([...late, ack(4, true)]),
    'many jobs live, and configure is quick': evidence([...healthyRun, crowd]),
    'the server fails on what was asked': evidence([
      [200, notConfigured({ status: 500, detail: '{"error":"Error parsing configuration"}' })],
      ...around,
      slowAck,
      crowd,
    ]),
  },
});

it.each([
  ['slow', evidence([...late, crowd]), 'Focus Server is overloaded: configure took 16.0 s, 12 other jobs live'],
  [
    'failed',
    evidence([refused, crowd]),
    'Focus Server is overloaded: configure answered 504 after 31.0 s, 12 other jobs live',
  ],
])('of a configure that was %s it says how in the first line', (_, seen, told) => {
  expect(backendOverloaded.find(buildTimeline(seen))?.headline).toBe(told);
});
