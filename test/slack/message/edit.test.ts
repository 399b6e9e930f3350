import type { KnownBlock } from '@slack/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labClock } from '#lab/clock.ts';
import type { Edits } from '#slack/message/edit.ts';
import type { MessageRef } from '#slack/message/outbox.ts';
import type { Messenger } from '#slack/message/post.ts';
import type { Standing } from '#slack/message/states.ts';
import { openSlackWorld, type SlackWorld } from '../../support/slack-world.ts';
import { soon } from '../../support/soon.ts';

const CHANNEL = 'C0INCIDENT';
const RUNNING = { state: 'running', term: 1 } as const;
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
    for (const text of ['1', '2', '3', '4', '5']) edits.show(step(text), RUNNING);
    expect(await edits.flush()).toEqual({ kind: 'shown' });
    expect(shown()).toBe('5');
    expect(updates()).toHaveLength(1);
  });

  it('asked for in two places are the same, so that what was said last stays', async () => {
    const [message] = world.slack.messages(CHANNEL);
    const elsewhere = messenger.edits({ channel: CHANNEL, ts: message?.ts ?? '' });
    elsewhere.show(step('waiting'), { state: 'waiting', term: 0 });
    edits.show(step('running'), RUNNING);
    await Promise.all([edits.flush(), elsewhere.flush()]);
    expect(shown()).toBe('running');
    expect(updates()).toHaveLength(1);
  });

  it('do not repeat what is already shown', async () => {
    edits.show(step('1'), RUNNING);
    await edits.flush();
    edits.show(step('1'), RUNNING);
    expect(await edits.flush()).toEqual({ kind: 'shown' });
    expect(updates()).toHaveLength(1);
  });

  it('always carry text and blocks, so that a text alone takes the old blocks away', async () => {
    edits.show({ text: 'only text' }, RUNNING);
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
    edits.show(step('last'), RUNNING);
    expect(await edits.flush()).toEqual({ kind: 'shown' });
    expect(shown()).toBe('last');
  });

  it('report that the newest state did not get through, and get through when Slack is back', async () => {
    world.slack.failNext('chat.update', { status: 503 }, 6);
    edits.show(step('last'), RUNNING);
    expect(await edits.flush()).toMatchObject({ kind: 'untold' });
    expect(shown()).toBe('start');
    expect(await edits.flush()).toEqual({ kind: 'shown' });
    expect(shown()).toBe('last');
  });

  it('are sent as text alone when Slack refuses their blocks', async () => {
    const text = { type: 'mrkdwn' as const, text: 'x'.repeat(3001) };
    edits.show({ text: 'the result', blocks: [{ type: 'section', text }] }, RUNNING);
    expect(await edits.flush()).toEqual({ kind: 'shown' });
    expect(world.slack.messages(CHANNEL)).toMatchObject([{ text: 'the result', blocks: [] }]);
    expect(world.lines.some((line) => line.level === 'error' && line.message.includes('sent with less'))).toBe(true);
  });

  it('end, without disturbing anybody, when the message was deleted', async () => {
    const [message] = world.slack.messages(CHANNEL);
    world.slack.failNext('chat.update', 'message_not_found');
    edits.show(step('1'), RUNNING);
    expect(await edits.flush()).toMatchObject({ kind: 'untold' });
    edits.show(step('2'), RUNNING);
    expect(await edits.flush()).toMatchObject({ kind: 'untold' });
    expect(updates()).toHaveLength(1);
    expect(message?.text).toBe('start');
    expect(world.lines).toMatchObject([{ level: 'warn', fields: { failure: 'message_not_found' } }]);
  });
});

describe('a message that several processes edit', () => {
  let world: SlackWorld;
  let ref: MessageRef;
  beforeEach(async () => {
    world = await openSlackWorld();
    ref = await world.messenger().open('inv-1', { channel: CHANNEL, content: step('start') });
  });
  afterEach(() => world.close());
  const shown = () => world.slack.messages(CHANNEL)[0]?.text;
  const waiting = { state: 'waiting', term: 0 } as const;
  const running = (term: number) => ({ state: 'running', term }) as const;
  const told = (term: number) => ({ state: 'told', term }) as const;
  /** As one more process says it. */
  async function say(text: string, standing: Standing) {
    const edits = world.messenger().edits(ref);
    edits.show(step(text), standing);
    return (await edits.flush()).kind;
  }

  it('never goes back: waiting is not shown over running, nor running over a report', async () => {
    expect(await say('running', running(1))).toBe('shown');
    expect(await say('number 2 in the queue', waiting)).toBe('overtaken');
    expect(await say('the report', told(1))).toBe('shown');
    expect(await say('running on', running(1))).toBe('overtaken');
    expect(shown()).toBe('the report');
  });

  it('is of its last owner alone: another one’s report is not shown any more', async () => {
    await say('running', running(1));
    await say('running again', running(2));
    expect(await say('the report of the first', told(1))).toBe('overtaken');
    expect(shown()).toBe('running again');
    expect(await say('the report', told(2))).toBe('shown');
  });

  it('is not asked for by a later owner once it is told', async () => {
    await say('the report', told(1));
    expect(await say('running again', running(2))).toBe('overtaken');
    expect(await say('the same report', told(2))).toBe('shown');
    expect(await say('corrected', { state: 'corrected', term: 3 })).toBe('shown');
    expect(shown()).toBe('corrected');
  });

  it('says the later again where an earlier edit came through after it', async () => {
    const slow = world.messenger().edits(ref);
    world.slack.failNext('chat.update', { beforeMs: 1_500 });
    slow.show(step('running'), running(1));
    await soon(() => expect(world.callsOf('chat.update')).toHaveLength(1));
    expect(await say('the report', told(2))).toBe('shown');
    expect(await slow.flush()).toEqual({ kind: 'overtaken' });
    expect(shown()).toBe('the report');
    expect(world.callsOf('chat.update').map(({ args }) => args.text)).toEqual(['running', 'the report', 'the report']);
  });

  it('is kept for what was said last, not for what is shown last, in one process too', async () => {
    const edits = world.messenger().edits(ref);
    edits.show(step('the report'), told(1));
    edits.show(step('number 2 in the queue'), waiting);
    await edits.flush();
    expect(shown()).toBe('the report');
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
    edits.show(step('1'), RUNNING);
    await edits.flush();
    world.slack.failNext('chat.update', { delayMs: 3_000 });
    edits.show(step('2'), RUNNING);
    await soon(() => expect(shown()).toBe('2'));
    edits.show(step('1'), RUNNING);
    await edits.flush();
    expect(shown()).toBe('1');
  });

  it('show the newest state after a rate limit', async () => {
    world.slack.failNext('chat.update', { retryAfter: 20 });
    edits.show(step('1'), RUNNING);
    await soon(() => expect(updates()).toHaveLength(1));
    edits.show(step('2'), RUNNING);
    expect(await edits.flush()).toEqual({ kind: 'shown' });
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
      edits?.show(step(text), RUNNING);
      await edits?.flush();
    }
    expect(gaps()).toEqual([2_000, 2_000]);
  });

  it('heeds a rate limit for all messages', async () => {
    const [first, second] = await openAll(['a', 'b']);
    world.slack.failNext('chat.update', { retryAfter: 30 });
    first?.show(step('done'), RUNNING);
    await first?.flush();
    second?.show(step('done'), RUNNING);
    await second?.flush();
    // A turn that is not free at once leaves a moment for what may be more urgent in another process.
    expect(gaps()).toEqual([30_000, 1_225]);
  });
});
