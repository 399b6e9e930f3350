import { App } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import { type LabSlack, openSlack } from '#lab/services/slack/lab-slack.ts';
import { systemClock } from '#lib/clock.ts';
import { quietLogger } from '../../../support/slack-logger.ts';
import { soon } from '../../../support/soon.ts';

const CHANNEL = 'C0INCIDENT';

describe('what is said in the lab Slack', () => {
  let slack: LabSlack;
  let app: App;
  const heard: object[] = [];

  const open = async (scopes?: readonly string[]) => {
    heard.splice(0);
    slack = await openSlack({ clock: systemClock, ...(scopes && { scopes }) });
    app = new App({
      token: slack.botToken,
      appToken: slack.appToken,
      socketMode: true,
      ignoreSelf: false,
      logger: quietLogger,
      deferInitialization: true,
      clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
    });
    app.event('app_mention', async ({ event }) => void heard.push(event));
    app.event('message', async ({ event }) => void heard.push(event));
    await app.init();
    await app.start();
    await slack.waitForSocket();
  };
  afterEach(async () => {
    await app.stop();
    await slack.close();
  });

  it('is heard by an app where it is mentioned, as people’s text is sent', async () => {
    await open();
    await slack.say('nobody is asked');
    await slack.say('@focus a < b & c', { user: 'U0LEAD' });
    await soon(() => expect(heard).toHaveLength(1));
    expect(heard).toMatchObject([
      { type: 'app_mention', user: 'U0LEAD', channel: CHANNEL, text: '<@U0FOCUS> a &lt; b &amp; c' },
    ]);
  });

  it('is heard by an app in its direct messages, its own words and edits too, and never as a mention', async () => {
    await open();
    const channel = slack.direct('U0LEAD');
    const { ts } = await slack.say('@focus jobs', { user: 'U0LEAD', channel });
    await app.client.chat.postMessage({ channel, text: 'here' });
    await slack.editSaid(channel, ts, 'status');
    await soon(() => expect(heard).toHaveLength(3));
    expect(heard).toMatchObject([
      { type: 'message', channel_type: 'im', text: '<@U0FOCUS> jobs' },
      { type: 'message', channel_type: 'im', text: 'here', bot_id: 'B0FOCUS' },
      { type: 'message', subtype: 'message_changed', message: { text: 'status' } },
    ]);
  });

  it('is not heard without the scope, nor where the app is no member', async () => {
    await open(['chat:write', 'im:history']);
    const elsewhere = slack.addChannel('elsewhere', { member: false });
    expect((await slack.say('@focus jobs')).delivery).toBeUndefined();
    expect((await slack.say('@focus jobs', { channel: elsewhere.id })).delivery).toBeUndefined();
    expect((await slack.say('jobs', { channel: slack.direct('U0LEAD') })).delivery).toBeDefined();
  });

  it('shows nobody an ephemeral message in a thread without replies', async () => {
    await open();
    const { ts } = await slack.say('look');
    const whisper = () =>
      app.client.chat.postEphemeral({ channel: CHANNEL, user: 'U0LEAD', thread_ts: ts, text: 'only you' });
    await whisper();
    expect(slack.ephemerals()).toEqual([]);
    await slack.say('yes', { thread: ts });
    await whisper();
    expect(slack.ephemerals()).toMatchObject([{ thread_ts: ts, text: 'only you' }]);
  });
});
