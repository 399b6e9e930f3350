import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PREFIX } from '#queue/names.ts';
import { createSlackClient } from '#slack/edge/client.ts';
import { createLinkTo, type LinkTo } from '#slack/message/links.ts';
import { openSlackWorld, type SlackWorld } from '../../support/slack-world.ts';

describe('a link to what was sent', () => {
  let world: SlackWorld;
  let linkTo: LinkTo;

  beforeEach(async () => {
    world = await openSlackWorld();
    const { slack, clock, log, redis } = world;
    const client = createSlackClient({ token: slack.botToken, apiUrl: slack.apiUrl, clock, log });
    linkTo = createLinkTo({ client, redis, prefix: PREFIX, log });
  });
  afterEach(() => world.close());

  const send = (key: string) =>
    world.messenger().open(key, { channel: world.slack.channel('incidents').id, content: { text: 'It is broken' } });
  const asked = () => world.callsOf('chat.getPermalink').length;

  it('leads to the message, and is asked for once', async () => {
    const { ts } = await send('inv-1');
    const link = await linkTo('inv-1');
    expect(link).toMatch(/^https:\/\/.+\/archives\/C0INCIDENT\/p\d+$/);
    expect(link).toContain(ts.replace('.', ''));
    expect(await linkTo('inv-1')).toBe(link);
    expect(asked()).toBe(1);
  });

  it('is absent for what was never sent, and there once it is', async () => {
    expect(await linkTo('inv-1')).toBeUndefined();
    expect(asked()).toBe(0);
    await send('inv-1');
    expect(await linkTo('inv-1')).toMatch(/^https:/);
  });

  it('is absent while Slack gives none, which is logged, and asked for again', async () => {
    await send('inv-1');
    world.slack.failNext('chat.getPermalink', 'message_not_found');
    expect(await linkTo('inv-1')).toBeUndefined();
    expect(world.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'there is no link to a message' }),
    );
    expect(await linkTo('inv-1')).toMatch(/^https:/);
  });

  it('is absent where Redis holds something else', async () => {
    await world.redis.set('{focus}:message:inv-1', 'not JSON');
    expect(await linkTo('inv-1')).toBeUndefined();
  });
});
