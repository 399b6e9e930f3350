import { expect, it } from 'vitest';
import type { MetadataAnswer } from '#investigation/observation.ts';
import { metadataUnusable } from '#investigation/rules/metadata-unusable.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import {
  ack,
  but,
  controlAnswer,
  evidence,
  healthyRun,
  noConsumerRun,
  queue,
  type Seen,
  ZERO,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

function answers(
  over: Pick<MetadataAnswer, 'answer' | 'detail'> & Partial<MetadataAnswer>,
  from = 500,
): readonly Seen[] {
  const times = Array.from({ length: 30 }, (_, i) => from + i * 1_000).filter((at) => at <= 30_200);
  return [...times, 30_250].map((at) => [
    at,
    { kind: 'metadata-answer', sentAt: ZERO + at - 10, answeredAt: ZERO + at, ...over },
  ]);
}

const rest = [
  ...but(noConsumerRun, ['metadata-answer', 'queue-state'], queue(2_300, {})),
  queue(2_800, { consumers: 1 }),
  queue(29_900, { consumers: 1 }),
];
const page = { answer: 'server-error', status: 502, detail: 'a page of HTML, "502 Bad Gateway"' } as const;
const cut = { answer: 'network-error', status: 200, detail: '{"status":"","job_' } as const;

const silence = { answer: 'network-error', detail: 'no answer in 5 s' } as const;
const silentAck: Seen = [5_000, { kind: 'ack-answer', ok: false, tookMs: 5_000, detail: 'no answer in 5 s' }];

testRule(metadataUnusable, {
  cause: {
    'a gateway answers in its place': evidence([...rest, ...answers(page)]),
    'it turns the bot away': evidence([
      ...rest,
      ...answers({ answer: 'unexpected', status: 429, detail: 'slow down' }),
    ]),
    'a login page': evidence([
      ...rest,
      ...answers({ answer: 'unexpected', status: 200, detail: 'a page of HTML, "Sign in"' }),
    ]),
    'it is sent around': evidence([...rest, ...answers({ answer: 'unexpected', status: 302, detail: '' })]),
    'its bodies are cut short': evidence([...rest, ...answers(cut, 7_000)]),
    'it says of an id that cannot exist what it says of the job': evidence([
      ...healthyRun,
      controlAnswer(600, 'impossible-id', { answer: 'ready', status: 200, detail: '' }),
      controlAnswer(700, 'impossible-route', { answer: 'route-absent', status: 404, detail: '{"detail":"Not Found"}' }),
    ]),
    'it says of an id that cannot exist nothing that is known, and so of the job': evidence([
      ...rest,
      ...answers({ answer: 'unexpected', status: 200, detail: 'a page of HTML, "Sign in"' }),
      controlAnswer(600, 'impossible-id', { answer: 'unexpected', status: 200, detail: 'a page of HTML, "Sign in"' }),
    ]),
    'one question waited to the end, and nothing came': evidence([
      ...rest,
      [30_100, { kind: 'metadata-answer', sentAt: ZERO + 25_100, answeredAt: ZERO + 30_100, ...silence }],
    ]),
    'it answers for another job': evidence([
      ...rest,
      ...answers({ answer: 'other-job', status: 200, detail: '{"job_id":"3-2"}' }),
    ]),
  },
  possible: {
    'all that is asked by GET is silent, after configure was answered': evidence([
      ...but(rest, ['ack-answer'], silentAck),
      ...answers(silence),
    ]),
  },
  not: {
    'another id that cannot exist is told apart': evidence([
      ...healthyRun,
      controlAnswer(600, 'impossible-id', { answer: 'id-unknown', status: 404, detail: '{"error":"Invalid job_id"}' }),
    ]),
    'the id that cannot exist got half of a body, and the job is told apart': evidence([
      ...noConsumerRun,
      controlAnswer(600, 'impossible-id', { answer: 'unexpected', status: 200, detail: 'a body cut short: {"sta' }),
    ]),
    'a page stood in its place for a while, and it told the job apart again': evidence([
      ...noConsumerRun,
      controlAnswer(600, 'impossible-id', { answer: 'unexpected', status: 200, detail: 'a page of HTML, "Sign in"' }),
    ]),
    'it was over again': evidence([
      ...rest,
      ...answers(page).filter(([at]) => at < 9_000),
      ...noConsumerRun.filter(([, fact]) => fact.kind === 'metadata-answer').filter(([at]) => at > 9_000),
    ]),
    'it said that the job is unknown': evidence(noConsumerRun),
    'it answered in the end': evidence(healthyRun),
    'nothing of Focus Server answers': evidence([...but(rest, ['ack-answer'], ack(4, false)), ...answers(page)]),
  },
});

it('tells in one sentence what it answered, and what the others say of the consumer', () => {
  const found = metadataUnusable.find(buildTimeline(evidence([...rest, ...answers(cut, 7_000)])));
  expect(found?.summary).toBe(
    'Metadata does not say whether job 19-7 has its consumer: it answered 200 (cut short: {"status":"","job_) 25 times from 7.0 s to the end; RabbitMQ has its consumer on grpc-job-19-7-1763048056.1 and its pod is Running and Ready',
  );
});

it('tells of every answer, however many ways there were', () => {
  const busy = { answer: 'unexpected', status: 429, detail: 'slow down' } as const;
  const found = metadataUnusable.find(
    buildTimeline(
      evidence([
        ...rest,
        ...answers(page),
        ...answers(cut, 20_000).slice(0, 3),
        ...answers(busy, 24_000).slice(0, 2),
        ...answers(silence, 27_000).slice(0, 1),
      ]),
    ),
  );
  expect(found?.summary).toMatch(
    /"502 Bad Gateway"\) 31 times, 200 \(cut short: .*\) 3 times and in other ways 3 times from/,
  );
});
