import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallKind, Incident } from '#checks/book.ts';
import { systemClock } from '#lib/clock.ts';
import { createRedactor } from '#lib/redact.ts';
import { alertmanager } from '#ways/alertmanager.ts';
import { createCallOut } from '#ways/call-out.ts';
import { opsgenie } from '#ways/opsgenie.ts';
import { pagerDuty } from '#ways/pagerduty.ts';
import type { Way } from '#ways/way.ts';
import { webhook } from '#ways/webhook.ts';
import { check, NOON, story } from '../support/book.ts';
import { manualClock } from '../support/manual-clock.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';
import { soon } from '../support/soon.ts';

const THREAD = 'https://example.slack.com/archives/C1/p1';
const KEY = 'R0UT1NGK3Y';
const SECRET = 'a-secret-of-the-webhook';

describe('a call of a way out', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await openReceiver();
  });
  afterEach(() => receiver.close());

  const failing = story(check('api', { runbook: 'https://wiki.example.org/api' })).runs('FF', {
    headline: 'The backend answered 502, badge 12345678',
    means: 'the backend is down',
    nextStep: 'Restart the backend',
  }).incident;
  const over: Incident = { ...failing, state: 'resolved', resolvedAt: NOON + 60_000 };

  function open(way: Way, over: Partial<Parameters<typeof createCallOut>[0]> = {}) {
    const counted: string[] = [];
    const callOut = createCallOut({
      ways: [way],
      checkOf: () => check('api', { runbook: 'https://wiki.example.org/api' }),
      linkTo: async () => THREAD,
      redactor: createRedactor([/badge (?<secret>\d{8})/]),
      counted: (name, outcome) => void counted.push(`${name} ${outcome}`),
      clock: systemClock,
      ...over,
    });
    const call = (what: CallKind, incident = failing) => {
      const key = `${what}:0`;
      return callOut({ incident, way: 'oncall', call: { key, what, at: NOON, nextAt: NOON, tries: 0, tried: true } });
    };
    return { call, counted };
  }

  it('is an event of PagerDuty, whose key is the incident’s id to the end', async () => {
    const { call, counted } = open(pagerDuty('oncall', { routingKey: KEY, url: receiver.url }));
    for (const what of ['trigger', 'acknowledge', 'resolve'] as const)
      expect(await call(what)).toEqual({ kind: 'taken' });
    const same = { routing_key: KEY, dedup_key: failing.id };
    expect(receiver.received.map(({ path, body }) => [path, body])).toEqual([
      [
        '/v2/enqueue',
        {
          ...same,
          event_action: 'trigger',
          client: 'Focus bot',
          client_url: THREAD,
          links: [
            { href: THREAD, text: 'Slack' },
            { href: 'https://wiki.example.org/api', text: 'Runbook' },
          ],
          payload: {
            summary: 'lab: the backend is down',
            source: 'lab',
            severity: 'critical',
            timestamp: '2026-03-02T12:00:00.000Z',
            custom_details: {
              headline: expect.stringMatching(/^The backend answered 502, badge ‹hidden [0-9a-f]{4}›$/),
              act: 'Restart the backend',
              checks: ['api'],
              runs: 2,
            },
          },
        },
      ],
      ['/v2/enqueue', { ...same, event_action: 'acknowledge' }],
      ['/v2/enqueue', { ...same, event_action: 'resolve' }],
    ]);
    expect(counted).toEqual(['oncall taken', 'oncall taken', 'oncall taken']);
  });

  it('is an alert of Opsgenie, acknowledged and closed by its alias', async () => {
    const { call } = open(opsgenie('oncall', { apiKey: KEY, url: `${receiver.url}/` }));
    for (const what of ['trigger', 'acknowledge', 'resolve'] as const) await call(what);
    const [created, ...others] = receiver.received;
    expect(created?.path).toBe('/v2/alerts');
    expect(created?.headers.authorization).toBe(`GenieKey ${KEY}`);
    expect(created?.body).toMatchObject({
      message: 'lab: the backend is down',
      alias: failing.id,
      priority: 'P1',
      description: expect.stringContaining(`Do: Restart the backend\n${THREAD}`),
    });
    expect(others.map(({ path }) => path)).toEqual([
      `/v2/alerts/${failing.id}/acknowledge?identifierType=alias`,
      `/v2/alerts/${failing.id}/close?identifierType=alias`,
    ]);
  });

  it('is an alert of Alertmanager with the same labels to its end, and nothing where somebody acknowledges it', async () => {
    const clock = { ...systemClock, now: () => NOON };
    const url = receiver.url.replace('//', '//me:pa%2Fss@');
    const { call } = open(alertmanager('oncall', { url: `${url}/am` }), { clock });
    await call('trigger');
    expect(await call('acknowledge')).toEqual({ kind: 'taken' });
    await call('resolve', over);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/am/api/v2/alerts', '/am/api/v2/alerts']);
    expect(receiver.received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:pa/ss').toString('base64')}`);
    const [first, last] = receiver.received.map(({ body }) => (body as readonly Record<string, unknown>[])[0]);
    expect(first).toMatchObject({
      labels: { alertname: 'FocusIncident', incident: failing.id, environment: 'lab', severity: 'critical' },
      annotations: { summary: 'lab: the backend is down', act: 'Restart the backend' },
      startsAt: '2026-03-02T12:00:00.000Z',
      endsAt: '2026-04-01T12:00:00.000Z',
      generatorURL: THREAD,
    });
    expect(last?.labels).toEqual(first?.labels);
    expect(last?.endsAt).toBe('2026-03-02T12:01:00.000Z');
  });

  it('is JSON for a webhook, with its time, signed by the secret', async () => {
    const { call } = open(webhook('oncall', { url: `${receiver.url}/hook?team=1`, secret: SECRET }));
    await call('trigger');
    await call('trigger');
    const [first, again] = receiver.received;
    if (!first) throw new Error('nothing came');
    const { path, headers, text, body } = first;
    expect(path).toBe('/hook?team=1');
    const signed = createHmac('sha256', SECRET).update(`v1:${headers['focus-timestamp']}:${text}`).digest('hex');
    expect(headers['focus-signature']).toBe(`v1=${signed}`);
    expect(Math.abs(Number(headers['focus-timestamp']) * 1_000 - Date.now())).toBeLessThan(60_000);
    expect(again?.headers['focus-delivery']).toBe(`${failing.id}:trigger:0`);
    expect(headers['focus-delivery']).toBe(`${failing.id}:trigger:0`);
    expect(body).toMatchObject({
      version: 1,
      event: 'trigger',
      incident: {
        id: failing.id,
        summary: 'lab: the backend is down',
        thread: THREAD,
        since: '2026-03-02T12:00:00.000Z',
      },
    });
  });

  it.each([
    [
      '500 and what the server says, its own keys masked',
      500,
      {},
      `no ${KEY}`,
      'it answered 500: no ‹hidden›',
      undefined,
    ],
    ['429, and for how long it is to be left alone', 429, { 'retry-after': '90' }, '', 'it answered 429', 90_000],
    ['a time of day in Retry-After that is no time', 503, { 'retry-after': 'soon' }, '', 'it answered 503', undefined],
    [
      'what leads elsewhere',
      302,
      { location: 'http://127.0.0.1:1/' },
      '',
      expect.stringMatching(/redirect/),
      undefined,
    ],
  ])('that fails says %s', async (_, status, headers, said, why, waitMs) => {
    receiver.answer((answer) => answer.writeHead(status, headers).end(said));
    const { call, counted } = open(pagerDuty('oncall', { routingKey: KEY, url: receiver.url }));
    expect(await call('trigger')).toEqual({ kind: 'failed', why, ...(waitMs !== undefined && { waitMs }) });
    expect(counted).toEqual(['oncall failed']);
    expect(receiver.received).toHaveLength(1);
  });

  it('that nobody answers is over after ten seconds', async () => {
    receiver.answer(() => {});
    const clock = manualClock(NOON);
    const { call } = open(pagerDuty('oncall', { routingKey: KEY, url: receiver.url }), { clock });
    const answer = call('trigger');
    await soon(() => expect(receiver.received).toHaveLength(1));
    await clock.advance(10_000);
    expect(await answer).toMatchObject({ kind: 'failed', why: expect.stringMatching(/abort|time/i) });
  });

  it('that reaches nobody tells neither the path nor the key of where it went', async () => {
    const { call } = open(webhook('oncall', { url: 'http://127.0.0.1:1/5ecr3t-path', secret: SECRET }));
    const answer = await call('trigger');
    expect(answer).toMatchObject({ kind: 'failed' });
    expect(JSON.stringify(answer)).not.toMatch(/5ecr3t|a-secret/);
  });

  it('goes out without the link when Slack does not give it in time, and to nobody where its way is gone', async () => {
    const way = pagerDuty('other', { routingKey: KEY, url: receiver.url });
    expect(await open(way).call('trigger')).toEqual({ kind: 'gone' });
    const clock = manualClock(NOON);
    const linkTo = () => new Promise<undefined>(() => {});
    const { call } = open({ ...way, name: 'oncall' }, { clock, linkTo });
    const answer = call('trigger');
    await clock.advance(2_000);
    expect(await answer).toEqual({ kind: 'taken' });
    expect(receiver.received[0]?.body).not.toHaveProperty('client_url');
  });
});
