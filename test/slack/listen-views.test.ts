import type { HomeView, ModalView } from '@slack/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Asker } from '#access/access.ts';
import { systemClock } from '#lib/clock.ts';
import { ExplainedError } from '#lib/errors.ts';
import type { ActionCall, Checked, CommandCall, SubmitTools, Submitted } from '#slack/commands/command.ts';
import type { Listener } from '#slack/edge/listen.ts';
import { connections, listenTo, startListening } from '../support/listener.ts';
import { openSlackWorld, type SlackWorld } from '../support/slack-world.ts';
import { soon } from '../support/soon.ts';

const USER = 'U0LEAD';
/** Their direct messages. */
const DIRECT = 'D0LEAD';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const form: ModalView = {
  type: 'modal',
  callback_id: 'snooze',
  private_metadata: 'incident-7',
  title: plain('Snooze'),
  submit: plain('Snooze'),
  blocks: [
    {
      type: 'input',
      block_id: 'reason',
      label: plain('Reason'),
      element: { type: 'plain_text_input', action_id: 'x' },
    },
    {
      type: 'input',
      block_id: 'until',
      label: plain('Until'),
      element: {
        type: 'static_select',
        action_id: 'x',
        options: ['1h', 'fixed'].map((value) => ({ text: plain(value), value })),
      },
    },
    {
      type: 'input',
      block_id: 'channel',
      optional: true,
      label: plain('Where'),
      element: { type: 'conversations_select', action_id: 'x', default_to_current_conversation: true },
    },
    {
      type: 'input',
      block_id: 'note',
      optional: true,
      label: plain('Note'),
      element: { type: 'plain_text_input', action_id: 'x' },
    },
    { type: 'actions', elements: [{ type: 'button', action_id: 'more', text: plain('More'), value: 'all' }] },
  ],
};
const homeView: HomeView = {
  type: 'home',
  blocks: [
    {
      type: 'actions',
      elements: [
        { type: 'button', action_id: 'status', text: plain('Status'), value: 'lab' },
        { type: 'button', action_id: 'long-gone', text: plain('Gone'), value: 'x' },
      ],
    },
  ],
};

describe.each(Object.entries(connections))('forms and the App Home over %s', (_mode, connection) => {
  let world: SlackWorld;
  let listener: Listener;
  let check: (call: Submitted) => Checked;
  let run: (tools: SubmitTools) => Promise<void>;
  let press: (call: ActionCall) => Promise<void>;
  const submitted: Submitted[] = [];
  const presses: ActionCall[] = [];
  const opened: string[] = [];
  const ran: string[] = [];
  const askers: Asker[] = [];

  beforeEach(async () => {
    for (const list of [submitted, presses, opened, ran, askers]) list.splice(0);
    check = () => ({ run });
    run = async ({ triggerId }) => void ran.push(triggerId);
    press = async () => {};
    world = await openSlackWorld(systemClock);
    const modal = {
      id: 'snooze',
      check(call: Submitted) {
        submitted.push(call);
        return check(call);
      },
    };
    const status = {
      id: 'status',
      async run(call: ActionCall) {
        presses.push(call);
        await press(call);
      },
    };
    const open = {
      name: 'open',
      usage: '/focus open',
      summary: 'opens',
      run: (call: CommandCall) => call.openModal(form),
    };
    const home = { opened: async (user: string) => void opened.push(user) };
    listener = listenTo(world, {
      connection: connection(world),
      commands: [open],
      actions: [status],
      modals: [modal],
      home,
      door: {
        asking(asker, work) {
          askers.push(asker);
          return work();
        },
      },
    });
    await startListening(world, listener);
  });
  afterEach(async () => {
    await listener.stop();
    await world.close();
  });

  async function openForm(): Promise<void> {
    await world.slack.command('open', { user: USER });
    await soon(() => expect(world.slack.modals(USER)).toHaveLength(1));
  }
  const filled = { reason: ' disk is full ', until: 'fixed' };
  const directMessages = () => world.slack.messages(DIRECT).map(({ text }) => text);
  const told = () => soon(() => expect(directMessages()).not.toEqual([]));

  it('lets a form in as who sent it off, from where it was opened', async () => {
    await openForm();
    await world.slack.submit(USER, filled);
    await soon(() => expect(ran).toHaveLength(1));
    const opener = { user: USER, channel: world.slack.channel('incidents').id };
    expect(askers).toEqual([opener, opener]);
  });

  it('hands a form what was filled in, and closes it before anything is done', async () => {
    const done = Promise.withResolvers<void>();
    run = () => done.promise;
    await openForm();
    const sent = await world.slack.submit(USER, filled);
    expect(sent.acknowledgedMs).toBeLessThan(3_000);
    expect(sent.acknowledgement).toBeUndefined();
    expect(world.slack.modals(USER)).toEqual([]);
    done.resolve();
    expect(submitted).toEqual([
      {
        user: USER,
        metadata: 'incident-7',
        values: { reason: 'disk is full', until: 'fixed', channel: 'C0INCIDENT', note: undefined },
      },
    ]);
  });

  it('keeps a form open with its mistakes, and runs it when they are mended', async () => {
    check = ({ values }) => (values.reason === 'no' ? { mistakes: { reason: 'Say why' } } : { run });
    await openForm();
    const { acknowledgement } = await world.slack.submit(USER, { ...filled, reason: 'no' });
    expect(acknowledgement).toEqual({ response_action: 'errors', errors: { reason: 'Say why' } });
    expect(world.slack.modals(USER)).toHaveLength(1);
    const { triggerId } = await world.slack.submit(USER, filled);
    await soon(() => expect(ran).toEqual([triggerId]));
  });

  it('runs a form once when its delivery is repeated, and acknowledges it again', async () => {
    await openForm();
    const { triggerId } = await world.slack.submit(USER, filled);
    expect((await world.slack.redeliver(triggerId)).acknowledgedMs).toBeLessThan(3_000);
    await openForm();
    const another = await world.slack.submit(USER, filled);
    await soon(() => expect(ran).toEqual([triggerId, another.triggerId]));
  });

  it('tells who sent a form off what comes of it, as a direct message', async () => {
    run = ({ whisper }) => whisper({ text: 'snoozed until it is fixed' });
    await openForm();
    await world.slack.submit(USER, filled);
    await told();
    expect(directMessages()).toEqual(['snoozed until it is fixed']);
  });

  it('explains what went wrong with a form to who sent it off', async () => {
    run = () => Promise.reject(new ExplainedError('The incident is over', 'There is nothing to snooze'));
    await openForm();
    await world.slack.submit(USER, filled);
    await told();
    expect(directMessages()).toEqual(['The incident is over\nThere is nothing to snooze']);
    expect(listener.bugs).toBe(0);
  });

  it('closes a form whose check fails, and takes the blame', async () => {
    check = () => {
      throw new TypeError('undefined is not a function');
    };
    await openForm();
    await world.slack.submit(USER, filled);
    expect(world.slack.modals(USER)).toEqual([]);
    await told();
    expect(directMessages()).toEqual([expect.stringMatching(/^That is my fault, not yours\. Reference \w{6}/)]);
    expect(listener.bugs).toBe(1);
  });

  it('closes a form nobody knows any more, and says so', async () => {
    press = ({ openModal }) => openModal({ ...form, callback_id: 'long-gone' });
    await publishHome();
    await world.slack.clickHome(USER, 'status');
    await soon(() => expect(world.slack.modals(USER)).toHaveLength(1));
    await world.slack.submit(USER, filled);
    expect(world.slack.modals(USER)).toEqual([]);
    await told();
    expect(directMessages()).toEqual([expect.stringContaining('earlier version')]);
    expect(submitted).toEqual([]);
  });

  it('acknowledges what is pressed in a form, and says nothing', async () => {
    await openForm();
    expect((await world.slack.clickModal(USER, 'more')).acknowledgedMs).toBeLessThan(3_000);
    await listener.stop();
    expect([directMessages(), world.slack.ephemerals()]).toEqual([[], []]);
  });

  it('explains a form that Slack does not open', async () => {
    world.slack.failNext('views.open', 'expired_trigger_id');
    await world.slack.command('open', { user: USER });
    await soon(() => expect(world.slack.ephemerals(USER)).toHaveLength(1));
    expect(world.slack.ephemerals(USER)[0]?.text).toMatch(
      /^Slack did not open the form: expired_trigger_id\nTry again/,
    );
    expect(listener.bugs).toBe(0);
  });

  it('counts a form that Slack refuses as a bug', async () => {
    press = ({ openModal }) => openModal({ ...form, title: plain('x'.repeat(25)) });
    await publishHome();
    await world.slack.clickHome(USER, 'status');
    await told();
    expect(directMessages()).toEqual([expect.stringContaining('my fault')]);
    expect(listener.bugs).toBe(1);
  });

  it('tells the home of everybody who opens it, once', async () => {
    const { triggerId, acknowledgedMs } = await world.slack.openHome(USER);
    expect(acknowledgedMs).toBeLessThan(3_000);
    await world.slack.redeliver(triggerId);
    await world.slack.openHome('U0GUEST');
    await soon(() => expect(opened).toEqual([USER, 'U0GUEST']));
  });

  it('runs what a button of the App Home stands for, without a message and answered directly', async () => {
    press = ({ respond }) => respond({ text: 'all is well' });
    await publishHome();
    await world.slack.clickHome(USER, 'status');
    await told();
    expect(presses).toMatchObject([{ value: 'lab', user: USER, channel: USER }]);
    expect(presses[0]).not.toHaveProperty('messageTs');
    expect(directMessages()).toEqual(['all is well']);
    expect(world.slack.ephemerals()).toEqual([]);
  });

  it('says that a button of the App Home is from an earlier version', async () => {
    await publishHome();
    await world.slack.clickHome(USER, 'long-gone');
    await told();
    expect(directMessages()).toEqual([expect.stringContaining('earlier version')]);
  });

  async function publishHome(): Promise<void> {
    await fetch(`${world.slack.apiUrl}views.publish`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${world.slack.botToken}` },
      body: JSON.stringify({ user_id: USER, view: homeView }),
    });
  }
});
