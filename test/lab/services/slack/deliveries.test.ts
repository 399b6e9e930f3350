import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labClock } from '#lab/clock.ts';
import { type LabSlack, openSlack } from '#lab/services/slack/lab-slack.ts';
import { systemClock } from '#lib/clock.ts';
import { quietLogger } from '../../../support/slack-logger.ts';
import { soon } from '../../../support/soon.ts';

const CHANNEL = 'C0INCIDENT';

const modes = {
  'Socket Mode': async (slack: LabSlack) => {
    const app = new App({ ...common(slack), socketMode: true, appToken: slack.appToken });
    await app.init();
    await app.start();
    await slack.waitForSocket();
    return app;
  },
  'signed HTTP': async (slack: LabSlack) => {
    const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, port: 0, logger: quietLogger });
    const app = new App({ ...common(slack), receiver });
    await app.init();
    const server = (await receiver.start(0)) as unknown as import('node:http').Server;
    const address = server.address();
    if (typeof address === 'object') slack.setRequestUrl(`http://127.0.0.1:${address?.port}/slack/events`);
    return app;
  },
};

const common = (slack: LabSlack) => ({
  token: slack.botToken,
  logger: quietLogger,
  deferInitialization: true,
  clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
});

describe.each(Object.entries(modes))('the lab Slack and a Bolt app over %s', (mode, connect) => {
  let slack: LabSlack;
  let app: App;

  beforeEach(async () => {
    slack = await openSlack({ clock: systemClock });
    app = await connect(slack);
  });
  afterEach(async () => {
    await app.stop();
    await slack.close();
  });

  it('delivers a slash command and collects its answers', async () => {
    app.command('/focus', async ({ ack, command, respond }) => {
      await ack();
      await respond(`${command.user_id} typed "${command.text}" in ${command.channel_name}`);
      await respond({ text: 'for all', response_type: 'in_channel' });
    });
    const delivery = await slack.command('timing job=19-7', { user: 'U0LEAD' });
    expect(delivery.acknowledgedMs).toBeLessThan(3_000);
    expect(delivery.acknowledgement).toBeUndefined();
    await soon(() => expect(delivery.responses).toHaveLength(2));
    expect(slack.ephemerals('U0LEAD')).toMatchObject([{ text: 'U0LEAD typed "timing job=19-7" in incidents' }]);
    expect(slack.messages(CHANNEL)).toMatchObject([{ text: 'for all' }]);
  });

  it('hands over what an acknowledgement carries', async () => {
    app.command('/focus', async ({ ack }) => ack({ text: 'on it' }));
    expect((await slack.command('')).acknowledgement).toMatchObject({ text: 'on it' });
  });

  it('delivers the same command twice when told so', async () => {
    const triggers: string[] = [];
    app.command('/focus', async ({ ack, command }) => {
      triggers.push(command.trigger_id);
      await ack();
    });
    const { triggerId } = await slack.command('timing');
    await slack.redeliver(triggerId);
    expect(triggers).toEqual([triggerId, triggerId]);
  });

  it('presses a button with the value it has now', async () => {
    const values: unknown[] = [];
    app.action('repeat', async ({ ack, action, respond }) => {
      await ack();
      values.push(action.type === 'button' && action.value);
      await respond({ text: 'pressed', replace_original: true });
    });
    const { ts = '' } = await app.client.chat.postMessage({
      channel: CHANNEL,
      text: 'x',
      blocks: [buttonBlock('old')],
    });
    await app.client.chat.update({ channel: CHANNEL, ts, text: 'x', blocks: [buttonBlock('new')] });
    await slack.click({ channel: CHANNEL, messageTs: ts, actionId: 'repeat' });
    await soon(() => expect(slack.messages(CHANNEL)).toMatchObject([{ text: 'pressed', blocks: [] }]));
    expect(values).toEqual(['new']);
    await expect(slack.click({ channel: CHANNEL, messageTs: ts, actionId: 'repeat' })).rejects.toThrow(
      'no button "repeat"',
    );
  });

  it('takes five answers to one command and refuses the sixth', async () => {
    const statuses: unknown[] = [];
    app.command('/focus', async ({ ack, respond }) => {
      await ack();
      for (let use = 1; use <= 6; use++) {
        await respond(`answer ${use}`).then(
          ({ status }) => statuses.push(status),
          ({ statusCode }) => statuses.push(statusCode),
        );
      }
    });
    await slack.command('');
    await soon(() => expect(statuses).toEqual([200, 200, 200, 200, 200, 404]));
    expect(slack.ephemerals()).toHaveLength(5);
  });

  it('opens one view for a trigger', async () => {
    const view = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'x' }, blocks: [] };
    const outcomes: unknown[] = [];
    app.command('/focus', async ({ ack, client, command: { trigger_id } }) => {
      await ack();
      for (let attempt = 1; attempt <= 2; attempt++) {
        await client.views.open({ trigger_id, view }).then(
          (answer) => outcomes.push(answer.ok),
          (error) => outcomes.push(error.data.error),
        );
      }
    });
    await slack.command('');
    await soon(() => expect(outcomes).toEqual([true, 'exchanged_trigger_id']));
  });

  it('knows whether a connection is open', () => {
    expect(slack.connections).toBe(mode === 'Socket Mode' ? 1 : 0);
  });
});

describe('the lab Slack without an app', () => {
  it('says that nobody is there', async () => {
    const slack = await openSlack({ clock: systemClock });
    await expect(slack.command('timing')).rejects.toThrow('not connected');
    await slack.close();
  });

  it('asks its Socket Mode connections to go', async () => {
    const slack = await openSlack({ clock: systemClock });
    const app = await modes['Socket Mode'](slack);
    slack.disconnectSockets('refresh_requested');
    await soon(() => expect(slack.connections).toBe(0));
    await app.stop();
    await slack.close();
  });

  it('waits for an acknowledgement as long on a faster clock, as nobody is faster there', async () => {
    const clock = labClock(100);
    const slack = await openSlack({ clock });
    const app = await modes['Socket Mode'](slack);
    app.command('/focus', async ({ ack }) => {
      await clock.sleep(10_000);
      await ack();
    });
    expect((await slack.command('')).acknowledgedMs).toBeLessThan(3_000);
    await app.stop();
    await slack.close();
    clock.stop();
  });

  it('gives up on an acknowledgement after Slack’s three seconds', async () => {
    // Three seconds of waiting pass in thirty real milliseconds.
    const clock = { ...systemClock, real: (ms: number) => ms * 100 };
    const slack = await openSlack({ clock });
    const app = await modes['Socket Mode'](slack);
    app.command('/focus', async () => {});
    expect((await slack.command('')).acknowledgedMs).toBe(Number.POSITIVE_INFINITY);
    await app.stop();
    await slack.close();
  });
});

describe('an event that the app does not take', () => {
  /** Minutes are over at once. */
  const clock = { ...systemClock, sleep: quick };
  let slack: LabSlack;
  beforeEach(async () => {
    slack = await openSlack({ clock });
  });
  afterEach(() => slack.close());

  it('comes three times more over Socket Mode, by the same id, and says why', async () => {
    await slack.close();
    // Three seconds of waiting pass in thirty real milliseconds.
    slack = await openSlack({ clock: { ...clock, real: (ms) => ms * 100 } });
    const heard: Envelope[] = [];
    const { url = '' } = await new WebClient(slack.appToken, { slackApiUrl: slack.apiUrl }).apps.connections.open({});
    const socket = new WebSocket(url);
    socket.onmessage = ({ data }) => void heard.push(JSON.parse(String(data)));
    await slack.waitForSocket();
    await slack.say('@focus jobs');
    await soon(() => expect(heard.filter(({ type }) => type === 'events_api')).toHaveLength(4));
    const events = heard.filter(({ type }) => type === 'events_api');
    expect(new Set(events.map(({ payload }) => payload.event_id)).size).toBe(1);
    expect(events.map(({ retry_attempt, retry_reason }) => [retry_attempt, retry_reason])).toEqual([
      [undefined, undefined],
      [1, 'timeout'],
      [2, 'timeout'],
      [3, 'timeout'],
    ]);
    socket.close();
  });

  it('comes again over HTTP until it is taken, with the headers of a retry', async () => {
    const heard: unknown[] = [];
    const server = createServer((request, response) => {
      const { 'x-slack-retry-num': attempt, 'x-slack-retry-reason': reason } = request.headers;
      heard.push([attempt, reason]);
      response.writeHead(heard.length === 1 ? 503 : 200).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    slack.setRequestUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await slack.say('@focus jobs').catch(() => {});
    await soon(() =>
      expect(heard).toEqual([
        [undefined, undefined],
        ['1', 'http_error'],
      ]),
    );
    server.close();
  });

  it('is no command: that one comes once', async () => {
    const heard: unknown[] = [];
    const server = createServer((request, response) => {
      heard.push(request.url);
      response.writeHead(503).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    slack.setRequestUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await expect(slack.command('jobs')).rejects.toThrow('503');
    await expect(slack.say('@focus jobs')).rejects.toThrow('503');
    // By then the event came four times.
    await soon(() => expect(heard).toHaveLength(5));
    server.close();
  });
});

interface Envelope {
  readonly type: string;
  readonly payload: { readonly event_id: string };
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
}

function quick(ms: number, signal?: AbortSignal): Promise<void> {
  return systemClock.sleep(ms >= 60_000 ? 1 : ms, signal);
}

function buttonBlock(value: string) {
  const text = { type: 'plain_text' as const, text: 'Repeat' };
  return { type: 'actions' as const, elements: [{ type: 'button' as const, text, action_id: 'repeat', value }] };
}
