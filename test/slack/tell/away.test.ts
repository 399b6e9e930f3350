import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSlackClient } from '#slack/edge/client.ts';
import { createAwayTeller } from '#slack/tell/away.ts';
import { openSlackWorld, type SlackWorld } from '../../support/slack-world.ts';

const CHANNEL = 'C0INCIDENT';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('that nothing can be checked', () => {
  let world: SlackWorld;
  let since: number;
  beforeEach(async () => {
    world = await openSlackWorld();
    since = world.clock.now() - 2 * MINUTE;
  });
  afterEach(() => world.close());

  /** As a fresh process has it. */
  function teller() {
    const { slack, clock, log } = world;
    const client = createSlackClient({ token: slack.botToken, apiUrl: slack.apiUrl, clock, log });
    return createAwayTeller({ client, clock, log });
  }
  const away = (why = 'Redis at redis:6379 cannot be reached') => ({ since, why });
  const texts = () => world.slack.messages(CHANNEL).map(({ text }) => text);

  it('is told as what it is, with what to do', async () => {
    await teller().tell(CHANNEL, away());
    expect(texts()).toEqual([expect.stringMatching(/^:white_circle: \*Cannot check since <!date\^/)]);
    expect(texts()[0]).toContain(':* Redis at redis:6379 cannot be reached. Nothing is known about the environments');
  });

  it('is told once, whichever process tells it', async () => {
    for (const _ of ['one', 'two', 'three']) await teller().tell(CHANNEL, away());
    expect(texts()).toHaveLength(1);
  });

  it('mentions nobody, whatever Redis answers', async () => {
    await teller().tell(CHANNEL, away('<!channel> *no* <https://evil.example|here>'));
    expect(texts()[0]).toContain('&lt;!channel&gt;');
    expect(texts()[0]).not.toContain('<!channel>');
    expect(texts()[0]).not.toContain('<https');
  });

  it('is told to be not told when Slack does not take it', async () => {
    world.slack.failNext('chat.postMessage', { status: 503 });
    await expect(teller().tell(CHANNEL, away())).rejects.toThrow('503');
  });

  it('is edited when it is over, also by a process that has not told it, and says how long it was', async () => {
    await teller().tell(CHANNEL, away());
    await teller().back(CHANNEL, since + 3 * HOUR);
    expect(texts()).toEqual([expect.stringMatching(/^:large_green_circle: \*Checking again\* since <!date\^/)]);
    expect(texts()[0]).toContain('could not check for about 3 h;');
  });

  it('is told anew the next time', async () => {
    await teller().tell(CHANNEL, away());
    await teller().back(CHANNEL, since + HOUR);
    await teller().tell(CHANNEL, away());
    expect(texts()).toEqual([expect.stringContaining('Checking again'), expect.stringContaining('Cannot check')]);
  });

  it('is edited once, and nothing where nothing was told', async () => {
    await teller().back(CHANNEL, since);
    expect(world.callsOf('chat.update')).toEqual([]);
    await teller().tell(CHANNEL, away());
    for (const _ of ['once', 'again']) await teller().back(CHANNEL, since + HOUR);
    expect(world.callsOf('chat.update')).toHaveLength(1);
  });

  it('waits to be edited while Slack is away', async () => {
    await teller().tell(CHANNEL, away());
    world.slack.failNext('chat.update', { status: 503 });
    await expect(teller().back(CHANNEL, since + HOUR)).rejects.toThrow('503');
    world.slack.failNext('conversations.history', 'ratelimited');
    await expect(teller().back(CHANNEL, since + HOUR)).rejects.toThrow('ratelimited');
    await teller().back(CHANNEL, since + HOUR);
    expect(texts()).toEqual([expect.stringContaining('Checking again')]);
  });

  it.each(['chat.update', 'conversations.history'])(
    'stays where Slack refuses %s, and that is logged',
    async (method) => {
      await teller().tell(CHANNEL, away());
      world.slack.failNext(method, 'not_in_channel');
      await teller().back(CHANNEL, since + HOUR);
      expect(texts()).toEqual([expect.stringContaining('Cannot check')]);
      expect(world.lines.at(-1)).toMatchObject({ level: 'warn', fields: { channel: CHANNEL } });
    },
  );
});
