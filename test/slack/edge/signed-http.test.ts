import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import type { Listener } from '#slack/edge/listen.ts';
import { connections, listenTo } from '../../support/listener.ts';
import { openSlackWorld, type SlackWorld } from '../../support/slack-world.ts';
import { soon } from '../../support/soon.ts';

const SECOND = 1_000;

/** Two replicas of the bot behind one address. */
describe('a request over signed HTTP', () => {
  let world: SlackWorld;
  let replicas: readonly Listener[];
  let ports: readonly number[];
  const opened: string[] = [];

  beforeEach(async () => {
    opened.splice(0);
    world = await openSlackWorld(systemClock);
    const connection = connections['signed HTTP']?.(world);
    if (!connection) throw new Error('there is no signed HTTP');
    const home = { opened: async (user: string) => void opened.push(user) };
    replicas = [listenTo(world, { connection, home }), listenTo(world, { connection, home })];
    ports = (await Promise.all(replicas.map((replica) => replica.start()))).map((port) => port ?? 0);
  });
  afterEach(async () => {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await world.close();
  });

  const body = (id: string) => {
    const event = { type: 'app_home_opened', user: 'U0LEAD', tab: 'home', channel: 'D0LEAD', event_ts: '1.1' };
    return JSON.stringify({ type: 'event_callback', team_id: 'T0LAB', api_app_id: 'A0', event_id: id, event });
  };
  async function post(text: string, { aheadMs = 0, at = Date.now(), replica = 0, headers = {}, behind = '' } = {}) {
    const timestamp = String(Math.floor((at + aheadMs) / SECOND));
    const signed = createHmac('sha256', world.slack.signingSecret).update(`v0:${timestamp}:${text}`).digest('hex');
    const answer = await fetch(`http://127.0.0.1:${ports[replica]}/slack/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signed}${behind}`,
        ...headers,
      },
      body: text,
    });
    return answer.status;
  }

  it('is taken once: the same one again is refused, whichever replica it comes to, retry or not', async () => {
    const at = Date.now();
    expect(await post(body('Ev1'), { at })).toBe(200);
    expect(await post(body('Ev1'), { at })).toBe(401);
    expect(await post(body('Ev1'), { at, replica: 1 })).toBe(401);
    expect(await post(body('Ev1'), { at, replica: 1, headers: { 'x-slack-retry-num': '1' } })).toBe(401);
    expect(await post(body('Ev1'), { at, replica: 1, behind: '=0' })).toBe(401);
    await soon(() => expect(opened).toEqual(['U0LEAD']));
  });

  it('is taken again where Slack tries again: it signs each try at its own time', async () => {
    expect(await post(body('Ev2'), { aheadMs: -60 * SECOND })).toBe(200);
    expect(await post(body('Ev2'), { replica: 1, headers: { 'x-slack-retry-num': '2' } })).toBe(200);
    await soon(() => expect(opened).toEqual(['U0LEAD']));
  });

  it('is refused where it says that it is more than a minute ahead, or was sent more than five ago', async () => {
    expect(await post(body('Ev3'), { aheadMs: 120 * SECOND })).toBe(401);
    expect(await post(body('Ev3'), { aheadMs: 30 * SECOND })).toBe(200);
    expect(await post(body('Ev4'), { aheadMs: -360 * SECOND })).toBe(401);
  });

  it('without a signature is refused, also with that of another, and leaves none behind', async () => {
    const keys = await world.redis.keys('*');
    expect(await post(body('Ev5'), { headers: { 'x-slack-signature': 'v0=00' } })).toBe(401);
    expect(await post(body('Ev5'), { headers: { 'x-slack-request-timestamp': 'soon' } })).toBe(401);
    expect(await world.redis.keys('*')).toEqual(keys);
  });

  it('is no way to anything else', async () => {
    expect((await fetch(`http://127.0.0.1:${ports[0]}/`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${ports[0]}/slack/events`)).status).toBe(404);
    const huge = await fetch(`http://127.0.0.1:${ports[0]}/slack/events`, {
      method: 'POST',
      body: 'x'.repeat(5_000_000),
    });
    expect(huge.status).toBe(413);
  });
});
