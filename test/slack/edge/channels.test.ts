import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIsOpen } from '#slack/edge/channels.ts';
import { createSlackClient } from '#slack/edge/client.ts';
import { createPeople } from '#slack/edge/people.ts';
import { openSlackWorld, type SlackWorld } from '../../support/slack-world.ts';

let world: SlackWorld;
beforeEach(async () => {
  world = await openSlackWorld();
});
afterEach(() => world.close());

function isOpen(channel: string, user = 'U0ONCALL') {
  const { slack, clock, log } = world;
  const client = createSlackClient({ token: slack.botToken, apiUrl: slack.apiUrl, clock, log });
  return createIsOpen({ client, people: createPeople({ client, clock, log }), clock, log })(channel, user);
}

describe('a channel', () => {
  it('is open where it is public, and to members', async () => {
    const { id } = world.slack.addChannel('ops');
    expect(await isOpen(id)).toBe(true);
    expect(await isOpen(id, 'U0LEAD')).toBe(true);
    expect(await isOpen(id, 'U0GUEST')).toBe(false);
  });

  it('is closed where it is private or of direct messages', async () => {
    expect(await isOpen(world.slack.addChannel('managers', { private: true }).id)).toBe(false);
    expect(await isOpen(world.slack.direct('U0ONCALL'))).toBe(false);
    expect(await isOpen('U0ONCALL')).toBe(false);
  });

  it('is closed where Slack does not say, such as of an app that lacks the scope, and the log says so', async () => {
    const { id } = world.slack.addChannel('ops');
    world.slack.failNext('conversations.info', 'missing_scope');
    expect(await isOpen(id)).toBe(false);
    expect(await isOpen(id, 'U0NOBODY')).toBe(false);
    expect(world.lines.map(({ message }) => message)).toContain(
      'whether a channel is open could not be seen: taken as closed',
    );
  });

  it('is asked about once in five minutes', async () => {
    const { slack, clock, log } = world;
    const client = createSlackClient({ token: slack.botToken, apiUrl: slack.apiUrl, clock, log });
    const people = { standing: async () => 'member' as const };
    const of = createIsOpen({ client, people, clock, log });
    const { id } = slack.addChannel('ops');
    for (const _ of [1, 2, 3]) await of(id, 'U0ONCALL');
    expect(world.callsOf('conversations.info')).toHaveLength(1);
    await clock.sleep(6 * 60_000);
    await of(id, 'U0ONCALL');
    expect(world.callsOf('conversations.info')).toHaveLength(2);
  });
});
