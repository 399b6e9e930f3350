import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery } from '#lab/services/slack/deliveries.ts';
import { openSlack } from '#lab/services/slack/lab-slack.ts';
import { systemClock } from '#lib/clock.ts';
import { ExplainedError } from '#lib/errors.ts';
import { PREFIX } from '#queue/names.ts';
import type { ActionCall, Command, CommandCall } from '#slack/commands/command.ts';
import type { Connection } from '#slack/edge/bolt-app.ts';
import type { Listener } from '#slack/edge/listen.ts';
import { createSeen } from '#slack/edge/once.ts';
import { connections, listenTo, startListening } from '../../support/listener.ts';
import { openSlackWorld, type SlackWorld } from '../../support/slack-world.ts';
import { soon } from '../../support/soon.ts';

const CHANNEL = 'C0INCIDENT';

const command = (name: string, run: (call: CommandCall) => Promise<void>): Command => ({
  name,
  usage: `/focus ${name}`,
  summary: name,
  run,
});

describe.each(Object.entries(connections))('the listener over %s', (_mode, connection) => {
  let world: SlackWorld;
  let listener: Listener;
  const calls: CommandCall[] = [];
  const presses: ActionCall[] = [];
  let work: (call: CommandCall | ActionCall) => Promise<void>;

  const commands = ['timing', 'help'].map((name) =>
    command(name, async (call) => {
      calls.push(call);
      await work(call);
    }),
  );
  const actions = [
    {
      id: 'run-again',
      async run(call: ActionCall) {
        presses.push(call);
        await work(call);
      },
    },
  ];

  beforeEach(async () => {
    calls.splice(0);
    presses.splice(0);
    work = async () => {};
    world = await openSlackWorld(systemClock);
    listener = listenTo(world, { connection: connection(world), commands, actions });
    await startListening(world, listener);
  });
  afterEach(async () => {
    await listener.stop();
    await world.close();
  });
  const told = (user: string) => soon(() => expect(world.slack.ephemerals(user)).not.toEqual([]));

  it('hands a command what was typed after its name, who typed it and where', async () => {
    const { triggerId } = await world.slack.command('timing lab  channels=1-50', { user: 'U0LEAD' });
    await soon(() => expect(calls).toHaveLength(1));
    expect(calls).toMatchObject([{ text: 'lab  channels=1-50', user: 'U0LEAD', channel: CHANNEL, triggerId }]);
  });

  it('acknowledges with nothing, and before the command has done anything', async () => {
    const acknowledged = Promise.withResolvers<void>();
    work = () => acknowledged.promise;
    const delivery = await world.slack.command('timing');
    expect(delivery.acknowledgedMs).toBeLessThan(3_000);
    expect(delivery.acknowledgement).toBeUndefined();
    acknowledged.resolve();
  });

  it('answers the asker alone', async () => {
    work = ({ respond }) => respond({ text: 'only for you', blocks: [{ type: 'divider' }] });
    await world.slack.command('timing', { user: 'U0LEAD' });
    await told('U0LEAD');
    expect(world.slack.ephemerals()).toMatchObject([
      { user: 'U0LEAD', text: 'only for you', blocks: [{ type: 'divider' }] },
    ]);
    expect(world.slack.messages(CHANNEL)).toEqual([]);
  });

  it('takes no word for help', async () => {
    await world.slack.command('');
    await soon(() => expect(calls).toHaveLength(1));
  });

  it('names the nearest command when there is none of that name', async () => {
    await world.slack.command('timming lab');
    await told('U0ONCALL');
    expect(world.slack.ephemerals()[0]?.text).toContain('/focus timing');
    expect(calls).toEqual([]);
  });

  it('runs a command once when its delivery is repeated', async () => {
    const { triggerId } = await world.slack.command('timing');
    const again = await world.slack.redeliver(triggerId);
    expect(again.acknowledgedMs).toBeLessThan(3_000);
    await world.slack.command('help');
    await soon(() => expect(calls.map((call) => call.triggerId)).toHaveLength(2));
    expect(new Set(calls.map((call) => call.triggerId)).size).toBe(2);
  });

  it('runs what a button stands for', async () => {
    const ts = await postButton(world, 'run-again', '{"environment":"lab"}');
    work = ({ respond }) => respond({ text: 'again' });
    await world.slack.click({ channel: CHANNEL, messageTs: ts, actionId: 'run-again', user: 'U0GUEST' });
    await told('U0GUEST');
    expect(presses).toMatchObject([
      { value: '{"environment":"lab"}', user: 'U0GUEST', channel: CHANNEL, messageTs: ts },
    ]);
    // The message with the button stays as it is.
    expect(world.slack.messages(CHANNEL)).toMatchObject([{ text: 'report', edits: 0 }]);
  });

  it('runs what a button of several of its kind stands for, whatever tells them apart', async () => {
    const ts = await postButton(world, 'run-again:19-7', '{"environment":"lab"}');
    await world.slack.click({ channel: CHANNEL, messageTs: ts, actionId: 'run-again:19-7' });
    await soon(() => expect(presses).toMatchObject([{ value: '{"environment":"lab"}' }]));
  });

  it('takes the option chosen in a select of a message for its value', async () => {
    const text = { type: 'plain_text' as const, text: 'For 1 h' };
    const select = { type: 'static_select' as const, action_id: 'run-again', options: [{ text, value: '1h' }] };
    const content = { text: 'alert', blocks: [{ type: 'actions' as const, elements: [select] }] };
    const { ts } = await world.messenger().open('select', { channel: CHANNEL, content });
    await world.slack.click({ channel: CHANNEL, messageTs: ts, actionId: 'run-again', option: '1h' });
    await soon(() => expect(presses).toMatchObject([{ value: '1h', channel: CHANNEL, messageTs: ts }]));
  });

  it('acknowledges a button nobody knows any more, and says so', async () => {
    const ts = await postButton(world, 'long-gone', 'x');
    const press = await world.slack.click({ channel: CHANNEL, messageTs: ts, actionId: 'long-gone' });
    expect(press.acknowledgedMs).toBeLessThan(3_000);
    await told('U0ONCALL');
    expect(world.slack.ephemerals()[0]?.text).toContain('earlier version');
  });

  it('acknowledges a button that only opens a link, and says nothing', async () => {
    const ts = await postButton(world, 'open-dashboard', undefined);
    await world.slack.click({ channel: CHANNEL, messageTs: ts, actionId: 'open-dashboard' });
    await listener.stop();
    expect(world.slack.ephemerals()).toEqual([]);
  });

  it('explains what was foreseen, to the asker, without letting it mention anybody', async () => {
    work = () => Promise.reject(new ExplainedError('There is no environment <!channel>', 'Choose one of lab, staging'));
    await world.slack.command('timing');
    await told('U0ONCALL');
    const [answer] = world.slack.ephemerals();
    expect(answer?.text).toContain('There is no environment &lt;!channel&gt;');
    expect(answer?.text).toContain('Choose one of lab, staging');
    expect(listener.bugs).toBe(0);
  });

  it('takes the blame for the rest, under a reference that is in the log as well', async () => {
    work = () => Promise.reject(new TypeError('undefined is not a function'));
    await world.slack.command('timing');
    await told('U0ONCALL');
    const text = world.slack.ephemerals()[0]?.text ?? '';
    expect(text).toContain('That is my fault, not yours');
    expect(text).not.toContain('undefined is not a function');
    const reference = /Reference (\w{6})/.exec(text)?.[1];
    const line = {
      level: 'error',
      fields: expect.objectContaining({ reference, error: 'undefined is not a function' }),
    };
    expect(world.lines).toContainEqual(expect.objectContaining(line));
    expect(listener.bugs).toBe(1);
  });

  it('answers by an ephemeral message when the response address is dead', async () => {
    world.slack.failNext('response_url', { status: 404 });
    work = ({ respond }) => respond({ text: 'the other way' });
    await world.slack.command('timing');
    await told('U0ONCALL');
    expect(world.slack.ephemerals()).toMatchObject([{ text: 'the other way', via: 'chat.postEphemeral' }]);
  });

  it('logs an answer that reaches nobody', async () => {
    world.slack.failNext('response_url', { status: 404 });
    world.slack.failNext('chat.postEphemeral', 'user_not_in_channel');
    world.slack.failNext('chat.postMessage', 'user_not_found');
    work = ({ respond }) => respond({ text: 'to nobody' });
    await world.slack.command('timing');
    const line = {
      level: 'error',
      fields: expect.objectContaining({ text: 'to nobody', failure: 'user_not_found' }),
    };
    await soon(() => expect(world.lines).toContainEqual(expect.objectContaining(line)));
    expect(listener.bugs).toBe(0);
  });

  it('sends text alone when Slack refuses the blocks of an answer', async () => {
    const text = { type: 'mrkdwn' as const, text: 'x'.repeat(3001) };
    work = ({ respond }) => respond({ text: 'in short', blocks: [{ type: 'section', text }] });
    await world.slack.command('timing');
    await told('U0ONCALL');
    expect(world.slack.ephemerals()).toMatchObject([{ text: 'in short', blocks: [] }]);
  });

  it('stops when all it took is done', async () => {
    const order: string[] = [];
    const stopping = Promise.withResolvers<void>();
    work = async ({ respond }) => {
      await stopping.promise;
      await respond({ text: 'done' });
      order.push('command done');
    };
    await world.slack.command('timing');
    await soon(() => expect(calls).toHaveLength(1));
    const stopped = listener.stop().then(() => order.push('stopped'));
    stopping.resolve();
    await stopped;
    expect(order).toEqual(['command done', 'stopped']);
    expect(world.slack.connections).toBe(0);
  });

  it('runs commands although Redis cannot say whether they came before', async () => {
    world.redis.disconnect();
    await world.slack.command('timing');
    await soon(() => expect(calls).toHaveLength(1));
  });
});

describe('Socket Mode', () => {
  let world: SlackWorld;
  let listener: Listener;
  let heard: number;
  beforeEach(async () => {
    world = await openSlackWorld(systemClock);
    heard = 0;
    const timing = command('timing', async () => {
      heard += 1;
    });
    const socket: Connection = { kind: 'socket', appToken: world.slack.appToken };
    listener = listenTo(world, { connection: socket, commands: [timing] });
    await startListening(world, listener);
  });
  afterEach(async () => {
    await listener.stop();
    await world.close();
  });

  it.each(['warning', 'refresh_requested'])(
    'loses no command while Slack renews the connection: %s',
    async (reason) => {
      world.slack.disconnectSockets(reason);
      const during: Delivery[] = [];
      const askUntil = async (open: number) => {
        while (world.slack.connections !== open) during.push(await world.slack.command('timing'));
      };
      await askUntil(2);
      await askUntil(1);
      during.push(await world.slack.command('timing'));
      expect(Math.max(...during.map(({ acknowledgedMs }) => acknowledgedMs))).toBeLessThan(3_000);
      await soon(() => expect(heard).toBe(during.length));
    },
  );

  it('renews a connection once, however often Slack asks', async () => {
    for (const reason of ['warning', 'refresh_requested']) world.slack.disconnectSockets(reason);
    await soon(() => expect(world.slack.connections).toBe(2));
    await soon(() => expect(world.slack.connections).toBe(1));
    expect(world.callsOf('apps.connections.open')).toHaveLength(3);
  });

  it('stops also while a connection is being renewed', async () => {
    world.slack.disconnectSockets('warning');
    await listener.stop();
    await soon(() => expect(world.slack.connections).toBe(0));
  });
});

describe('the start of the listener', () => {
  let world: SlackWorld;
  beforeEach(async () => {
    world = await openSlackWorld(systemClock);
  });
  afterEach(() => world.close());
  const socket = (appToken: string): Connection => ({ kind: 'socket', appToken });

  it('explains a bot token that Slack refuses', async () => {
    const listener = listenTo(world, { connection: socket(world.slack.appToken), botToken: 'xoxb-wrong' });
    const refusal = await listener.start().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ExplainedError);
    expect(refusal).toMatchObject({
      message: 'Slack refused the bot token: invalid_auth',
      advice: 'Check SLACK_BOT_TOKEN',
    });
    await listener.stop();
  });

  it('explains an app token that Slack refuses', async () => {
    const refusal = await listenTo(world, { connection: socket(world.slack.botToken) })
      .start()
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({ message: 'Slack refused the app token: not_allowed_token_type' });
  });

  it('says that Slack cannot be reached', async () => {
    const elsewhere = await openSlack({ clock: world.clock });
    await elsewhere.close();
    const listener = listenTo(world, { connection: socket(world.slack.appToken), apiUrl: elsewhere.apiUrl });
    const refusal = await listener.start().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ExplainedError);
    expect(refusal).toMatchObject({ message: expect.stringContaining('did not answer') });
  });
});

describe('deliveries seen', () => {
  it('are known to every process that shares the Redis', async () => {
    const world = await openSlackWorld(systemClock);
    const [one, two] = [createSeen(world.redis, PREFIX, world.log), createSeen(world.redis, PREFIX, world.log)];
    expect([await one('t1'), await two('t1'), await one('t2'), await one('t1')]).toEqual([false, true, false, true]);
    await world.close();
  });
});

async function postButton(world: SlackWorld, action_id: string, value: string | undefined): Promise<string> {
  const button = { type: 'button' as const, text: { type: 'plain_text' as const, text: 'Press' }, action_id };
  const elements = [value === undefined ? { ...button, url: 'https://example.org' } : { ...button, value }];
  const blocks = [{ type: 'actions' as const, elements }];
  const { ts } = await world.messenger().open(action_id, { channel: CHANNEL, content: { text: 'report', blocks } });
  return ts;
}
