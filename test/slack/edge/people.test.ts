import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSlackClient } from '#slack/edge/client.ts';
import { createPeople } from '#slack/edge/people.ts';
import { openSlackWorld, type SlackWorld } from '../../support/slack-world.ts';

let world: SlackWorld;
beforeEach(async () => {
  world = await openSlackWorld();
});
afterEach(() => world.close());

function people() {
  const { slack, clock, log } = world;
  return createPeople({
    client: createSlackClient({ token: slack.botToken, apiUrl: slack.apiUrl, clock, log }),
    clock,
    log,
  });
}

describe('what the workspace says of people', () => {
  it('tells administrators, members and guests apart, and who is in a group', async () => {
    const of = people();
    expect(await of.standing('U0LEAD')).toBe('admin');
    expect(await of.standing('U0ONCALL')).toBe('member');
    expect(await of.standing('U0GUEST')).toBe('guest');
    expect(await of.isInGroup('U0LEAD', 'S0LEADS')).toBe(true);
    expect(await of.isInGroup('U0ONCALL', 'S0LEADS')).toBe(false);
  });

  it('asks once in five minutes, and then anew', async () => {
    const of = people();
    await of.standing('U0ONCALL');
    await of.standing('U0ONCALL');
    expect(world.callsOf('users.info')).toHaveLength(1);
    await world.clock.sleep(6 * 60_000);
    await of.standing('U0ONCALL');
    expect(world.callsOf('users.info')).toHaveLength(2);
  });

  it('goes by what it knew while Slack does not say, and lets nobody in whom it never knew', async () => {
    const of = people();
    await of.standing('U0ONCALL');
    await world.clock.sleep(6 * 60_000);
    world.slack.failNext('users.info', 'internal_error');
    expect(await of.standing('U0ONCALL')).toBe('member');
    await expect(of.standing('U0NOBODY')).rejects.toThrow('Slack did not say who you are: user_not_found');
  });
});
