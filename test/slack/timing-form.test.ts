import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { createActions } from '#slack/actions/index.ts';
import { homeView } from '#slack/blocks/home.ts';
import { createCommands } from '#slack/commands/index.ts';
import { createSlackClient } from '#slack/edge/client.ts';
import type { Listener } from '#slack/edge/listen.ts';
import { createModals } from '#slack/views/index.ts';
import { accepted, queue } from '../support/ask-slack.ts';
import { connections, listenTo, startListening } from '../support/listener.ts';
import { lookUps } from '../support/look-ups.ts';
import { slackTools } from '../support/slack-tools.ts';
import { openSlackWorld, type SlackWorld } from '../support/slack-world.ts';
import { soon } from '../support/soon.ts';

const USER = 'U0LEAD';

describe.each(Object.entries(connections))('from Slack to the queue over %s', (_mode, connection) => {
  let world: SlackWorld;
  let listener: Listener;
  let timings: ReturnType<typeof queue>['asked'];
  let lookups: ReturnType<typeof lookUps>['asked'];

  beforeEach(async () => {
    world = await openSlackWorld(systemClock);
    const [timing, looking] = [queue(accepted), lookUps(1)];
    [timings, lookups] = [timing.asked, looking.asked];
    const tools = slackTools({ enqueue: timing.enqueue, lookUp: looking.lookUp });
    listener = listenTo(world, {
      connection: connection(world),
      commands: createCommands(tools),
      actions: createActions(tools),
      modals: createModals(tools),
    });
    await startListening(world, listener);
  });
  afterEach(async () => {
    await listener.stop();
    await world.close();
  });

  const formIsOpen = () => soon(() => expect(world.slack.modals(USER)).toHaveLength(1));

  it('a form that is sent off as it came asks for one investigation, as /focus timing does', async () => {
    await world.slack.command('timing form', { user: USER });
    await formIsOpen();
    const { acknowledgement } = await world.slack.submit(USER);
    expect(acknowledgement).toBeUndefined();
    await soon(() => expect(timings).toHaveLength(1));
    await world.slack.command('timing', { user: USER });
    await soon(() => expect(timings).toHaveLength(2));
    const [form, command] = timings.map(({ triggerId: _, ...asked }) => asked);
    expect(form).toEqual(command);
    expect(world.slack.modals(USER)).toEqual([]);
  });

  it('a form with a mistake stays open, and asks once it is mended', async () => {
    await world.slack.command('timing form', { user: USER });
    await formIsOpen();
    const { acknowledgement } = await world.slack.submit(USER, { channels: '9-3' });
    expect(acknowledgement).toEqual({
      response_action: 'errors',
      errors: { channels: '9-3 is upside down; write 3-9.' },
    });
    expect(timings).toEqual([]);
    await world.slack.submit(USER, { channels: '3-9', timeout: '1 min' });
    await soon(() => expect(timings).toMatchObject([{ request: { channels: { min: 3, max: 9 } }, timeoutMs: 60_000 }]));
  });

  describe('the App Home', () => {
    beforeEach(async () => {
      const { slack, clock, log } = world;
      const client = createSlackClient({ token: slack.botToken, apiUrl: slack.apiUrl, clock, log });
      const environments = ['staging', 'production', 'gone'].map((name) => ({ name }));
      await client.views.publish({ user_id: USER, view: homeView({ at: 0, environments }) });
    });

    it('opens the form for its environment, where a channel is yet to be chosen', async () => {
      await world.slack.clickHome(USER, 'timing-form:production');
      await formIsOpen();
      await expect(world.slack.submit(USER)).rejects.toThrow('"channel" is required and empty');
      await world.slack.submit(USER, { channel: 'C0INCIDENT' });
      await soon(() =>
        expect(timings).toMatchObject([
          { environment: 'production', request: { nfft: 2048 }, channel: 'C0INCIDENT', requestedBy: USER },
        ]),
      );
    });

    it.each(['status', 'jobs'])('looks up %s for who clicks, in a direct message', async (kind) => {
      const { triggerId } = await world.slack.clickHome(USER, `${kind}:production`);
      await soon(() => expect(lookups).toHaveLength(1));
      expect(lookups).toEqual([
        { lookup: { kind }, environment: 'production', requestedBy: USER, channel: USER, triggerId },
      ]);
      expect(world.slack.messages('D0LEAD')).toEqual([]);
    });

    it.each(['timing-form', 'status', 'jobs'])('says that the environment of %s is gone', async (kind) => {
      await world.slack.clickHome(USER, `${kind}:gone`);
      await soon(() => expect(world.slack.messages('D0LEAD')).toHaveLength(1));
      expect(world.slack.messages('D0LEAD')[0]?.text).toMatch(
        /^Nothing was done: this environment is not in focus\.yml/,
      );
      expect([lookups, timings, world.slack.modals(USER)]).toEqual([[], [], []]);
    });
  });
});
