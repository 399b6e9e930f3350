import type { KnownBlock } from '@slack/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labClock } from '#lab/clock.ts';
import { createPace, type Edits } from '#slack/message/edit.ts';
import type { Messenger } from '#slack/message/post.ts';
import { openSlackWorld, type SlackWorld } from '../../support/slack-world.ts';
import { soon } from '../../support/soon.ts';

const CHANNEL = 'C0INCIDENT';
const step = (text: string) => ({ text, blocks: [{ type: 'divider' }] satisfies KnownBlock[] });

describe('the edits of a message', () => {
  let world: SlackWorld;
  let messenger: Messenger;
  let edits: Edits;
  beforeEach(async () => {
    world = await openSlackWorld();
    messenger = world.messenger();
    edits = messenger.edits(await messenger.open('inv-1', { channel: CHANNEL, content: step('start') }));
  });
  afterEach(() => world.close());
  const shown = (index = 0) => world.slack.messages(CHANNEL)[index]?.text;
  const updates = () => world.callsOf('chat.update');

  it('show the newest state and leave out what nobody would have had time to read', async () => {
    for (const text of ['1', '2', '3', '4', '5']) edits.show(step(text));
    expect(await edits.flush()).toBe(true);
    expect(shown()).toBe('5');
    expect(updates()).toHaveLength(1);
  });

  it('asked for in two places are the same, so that what was said last stays', async () => {
    const [message] = world.slack.messages(CHANNEL);
    const elsewhere = messenger.edits({ channel: CHANNEL, ts: message?.ts ?? '' });
    elsewhere.show(step('waiting'));
    edits.show(step('running'));
    await Promise.all([edits.flush(), elsewhere.flush()]);
    expect(shown()).toBe('running');
    expect(updates()).toHaveLength(1);
  });

  it('do not repeat what is already shown', async () => {
    edits.show(step('1'));
    await edits.flush();
    edits.show(step('1'));
    expect(await edits.flush()).toBe(true);
    expect(updates()).toHaveLength(1);
  });

  it('always carry text and blocks, so that a text alone takes the old blocks away', async () => {
    edits.show({ text: 'only text' });
    await edits.flush();
    expect(updates()[0]?.args).toMatchObject({ text: 'only text', blocks: [] });
    expect(world.slack.messages(CHANNEL)[0]?.blocks).toEqual([]);
  });

  it.each([
    ['an HTTP error', { status: 502 }],
    ['trouble inside Slack', 'internal_error'],
    ['an answer that got lost', { lost: true as const }],
  ])('are tried again after %s', async (_what, fault) => {
    world.slack.failNext('chat.update', fault, 2);
    edits.show(step('last'));
    expect(await edits.flush()).toBe(true);
    expect(shown()).toBe('last');
  });

  it('report that the newest state did not get through, and get through when Slack is back', async () => {
    world.slack.failNext('chat.update', { status: 503 }, 6);
    edits.show(step('last'));
    expect(await edits.flush()).toBe(false);
    expect(shown()).toBe('start');
    expect(await edits.flush()).toBe(true);
    expect(shown()).toBe('last');
  });

  it('are sent as text alone when Slack refuses their blocks', async () => {
    const text = { type: 'mrkdwn' as const, text: 'x'.repeat(3001) };
    edits.show({ text: 'the result', blocks: [{ type: 'section', text }] });
    expect(await edits.flush()).toBe(true);
    expect(world.slack.messages(CHANNEL)).toMatchObject([{ text: 'the result', blocks: [] }]);
    expect(world.lines.some((line) => line.level === 'error' && line.message.includes('sent with less'))).toBe(true);
  });

  it('end, without disturbing anybody, when the message was deleted', async () => {
    const [message] = world.slack.messages(CHANNEL);
    world.slack.failNext('chat.update', 'message_not_found');
    edits.show(step('1'));
    expect(await edits.flush()).toBe(false);
    edits.show(step('2'));
    expect(await edits.flush()).toBe(false);
    expect(updates()).toHaveLength(1);
    expect(message?.text).toBe('start');
    expect(world.lines).toMatchObject([{ level: 'warn', fields: { failure: 'message_not_found' } }]);
  });
});

describe('edits while time passes', () => {
  let world: SlackWorld;
  let edits: Edits;
  beforeEach(async () => {
    world = await openSlackWorld(labClock(20));
    const messenger = world.messenger();
    edits = messenger.edits(await messenger.open('inv-1', { channel: CHANNEL, content: step('start') }));
  });
  afterEach(() => world.close());
  const shown = () => world.slack.messages(CHANNEL)[0]?.text;
  const updates = () => world.callsOf('chat.update');

  it('go back to an earlier state while a later one is on its way', async () => {
    edits.show(step('1'));
    await edits.flush();
    world.slack.failNext('chat.update', { delayMs: 3_000 });
    edits.show(step('2'));
    await soon(() => expect(shown()).toBe('2'));
    edits.show(step('1'));
    await edits.flush();
    expect(shown()).toBe('1');
  });

  it('show the newest state after a rate limit', async () => {
    world.slack.failNext('chat.update', { retryAfter: 20 });
    edits.show(step('1'));
    await soon(() => expect(updates()).toHaveLength(1));
    edits.show(step('2'));
    expect(await edits.flush()).toBe(true);
    expect(updates().map((call) => call.args.text)).toEqual(['1', '2']);
  });
});

describe('the pace of edits', () => {
  let world: SlackWorld;
  beforeEach(async () => {
    world = await openSlackWorld();
  });
  afterEach(() => world.close());
  const openAll = async (keys: readonly string[]) => {
    const messenger = world.messenger();
    const open = (key: string) => messenger.open(key, { channel: CHANNEL, content: step(key) });
    return (await Promise.all(keys.map(open))).map((ref) => messenger.edits(ref));
  };
  const gaps = () => {
    const at = world.callsOf('chat.update').map((call) => call.at);
    return at.slice(1).map((moment, index) => moment - (at[index] ?? 0));
  };

  it('is at most one in two seconds for a message', async () => {
    const [edits] = await openAll(['inv-1']);
    for (const text of ['1', '2', '3']) {
      edits?.show(step(text));
      await edits?.flush();
    }
    expect(gaps()).toEqual([2_000, 2_000]);
  });

  it('is what Slack takes from one workspace for all messages together', async () => {
    const waits: number[] = [];
    const pace = createPace({ ...world.clock, now: () => 0, sleep: async (ms) => void waits.push(ms) });
    const turn = () => pace.turn(() => false);
    await Promise.all([turn(), turn(), turn()]);
    expect(waits).toEqual([0, 1_200, 1_200]);
  });

  it('lets a report that somebody waits for go before the progress of others', async () => {
    const pace = createPace({ ...world.clock, now: () => 0, sleep: async () => {} });
    const went: string[] = [];
    const turn = (name: string, urgent: boolean) => pace.turn(() => urgent).then(() => void went.push(name));
    await Promise.all([turn('first', false), turn('second', false), turn('report', true)]);
    expect(went).toEqual(['report', 'first', 'second']);
  });

  it('heeds a rate limit for all messages', async () => {
    const [first, second] = await openAll(['a', 'b']);
    world.slack.failNext('chat.update', { retryAfter: 30 });
    first?.show(step('done'));
    await first?.flush();
    second?.show(step('done'));
    await second?.flush();
    expect(gaps()).toEqual([30_000, 1_200]);
  });
});
