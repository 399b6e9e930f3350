import { expect, it } from 'vitest';
import { gatewayInTheWay } from '#investigation/rules/gateway-in-the-way.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import {
  ack,
  backendPod,
  but,
  controlAnswer,
  evidence,
  metadata,
  noConsumerRun,
  notConfigured,
  type Seen,
  unknownFrom,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

const paged = [500, 1_500, 2_500, 30_100].map((atMs) => metadata(atMs, 'server-error'));
const rest = but(noConsumerRun, ['metadata-answer', 'ack-answer']);
const controls = [controlAnswer(300, 'impossible-id'), controlAnswer(400, 'impossible-route')];
const html = { answer: 'unexpected', status: 404, detail: 'a page of HTML, "404 Not Found"' } as const;
const signIn = { answer: 'unexpected', status: 200, detail: 'a page of HTML, "Sign in"' } as const;
const okay = { answer: 'unexpected', status: 200, detail: '{"status":"ok"}' } as const;
const gateway: Seen = [20, notConfigured({ status: 503, detail: '<html>503 Service Temporarily Unavailable' })];

testRule(gatewayInTheWay, {
  cause: {
    'every answer is its page': evidence([...rest, ...paged, ...controls, ack(60, false), backendPod(15, true)]),
    'its 404 is a page, so the prefix leads elsewhere': evidence([
      ...rest,
      controlAnswer(300, 'impossible-id', html),
      controlAnswer(400, 'impossible-route', html),
      ack(60, false),
      backendPod(15, true),
    ]),
    'it asks everybody to sign in': evidence([
      ...rest,
      controlAnswer(300, 'impossible-id', signIn),
      controlAnswer(400, 'impossible-route', signIn),
      [60, { kind: 'ack-answer', ok: true, status: 200, tookMs: 4, detail: signIn.detail }],
    ]),
    'the controls were not asked, and metadata said nothing else': evidence([
      ...rest,
      ...paged,
      ack(60, false),
      backendPod(15, true),
    ]),
    'it answers every GET with the same 200': evidence([
      ...rest,
      controlAnswer(300, 'impossible-id', okay),
      controlAnswer(400, 'impossible-route', okay),
      metadata(500, 'unexpected'),
      [60, { kind: 'ack-answer', ok: true, status: 200, tookMs: 4, detail: okay.detail }],
    ]),
    'configure did not pass it': evidence([gateway, ...controls, ack(60, false), backendPod(15, true)]),
  },
  possible: {
    'whether the backend is Ready was not seen': evidence([...rest, ...paged, ...controls, ack(60, false)]),
  },
  not: {
    'the backend is not Ready': evidence([...rest, ...paged, ...controls, ack(60, false), backendPod(15, false)]),
    'Focus Server answered metadata itself': evidence([
      ...rest,
      ...paged,
      ...unknownFrom(5_000, 9_000),
      ack(60, false),
      backendPod(15, true),
    ]),
    'the health endpoint answers': evidence([...rest, ...paged, ...controls, ack(60, true), backendPod(15, true)]),
    'one page is an accident': evidence([...rest, metadata(500, 'server-error'), ack(60, false), backendPod(15, true)]),
  },
});

it('what answers every GET is told by its own words in the first line', () => {
  const seen = evidence([
    ...rest,
    controlAnswer(300, 'impossible-id', signIn),
    controlAnswer(400, 'impossible-route', signIn),
    [60, { kind: 'ack-answer', ok: true, status: 200, tookMs: 4, detail: signIn.detail }],
  ]);
  expect(gatewayInTheWay.find(buildTimeline(seen))?.headline).toBe(
    'something answers every GET in place of Focus Server: 200 (a page of HTML, "Sign in")',
  );
});
