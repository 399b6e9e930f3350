import type { KnownBlock } from '@slack/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labClock } from '#lab/clock.ts';
import { ExplainedError } from '#lib/errors.ts';
import type { Urgency } from '#slack/message/pace.ts';
import { openSlackWorld, type SlackWorld } from '../../support/slack-world.ts';

const CHANNEL = 'C0INCIDENT';
const content = { text: 'Investigating lab', blocks: [{ type: 'divider' }] satisfies KnownBlock[] };
const lost = { lost: true } as const;

describe('a message of the messenger', () => {
  let world: SlackWorld;
  beforeEach(async () => {
    world = await openSlackWorld();
  });
  afterEach(() => world.close());
  const sent = () => world.slack.messages(CHANNEL);

  it('is posted with its text, its blocks and no previews of links', async () => {
    const ref = await world.messenger().open('inv-1', { channel: CHANNEL, content });
    expect(sent()).toMatchObject([{ ...ref, ...content }]);
    expect(world.callsOf('chat.postMessage')[0]?.args).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
  });

  it('is posted once for a key, also by a process that starts later', async () => {
    const first = await world.messenger().open('inv-1', { channel: CHANNEL, content });
    const again = await world.messenger().open('inv-1', { channel: CHANNEL, content });
    const other = await world.messenger().open('inv-2', { channel: CHANNEL, content });
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(sent()).toHaveLength(2);
  });

  it('is posted once when two ask for it at the same time', async () => {
    const messenger = world.messenger();
    const ask = () => messenger.open('inv-1', { channel: CHANNEL, content });
    const [one, two] = await Promise.all([ask(), ask()]);
    expect(one).toEqual(two);
    expect(sent()).toHaveLength(1);
    expect(world.callsOf('conversations.history')).toEqual([]);
  });

  it('is posted once when two processes ask for it at the same time', async () => {
    const running = await openSlackWorld(labClock(20));
    const ask = () => running.messenger().open('inv-1', { channel: CHANNEL, content });
    const [one, two] = await Promise.all([ask(), ask()]);
    expect(one).toEqual(two);
    expect(running.slack.messages(CHANNEL)).toHaveLength(1);
    await running.close();
  });

  it('shows a picture that Slack was given, and is sent without one that Slack refuses, with all else', async () => {
    const messenger = world.messenger();
    const file = {
      filename: 'course.png',
      title: 'The course',
      altText: 'consumer never',
      content: Buffer.from('png'),
    };
    const picture = await messenger.picture('inv-1:picture', file);
    expect(await messenger.picture('inv-1:picture', file)).toEqual(picture);
    expect(await messenger.givenPicture('inv-1:picture', 'consumer never')).toEqual(picture);
    expect(world.callsOf('files.completeUploadExternal')).toHaveLength(1);
    const root = await messenger.open('inv-1', { channel: CHANNEL, content });
    await messenger.reply('inv-1:reply', root, { ...content, ...(picture && { picture }) });
    const image = { type: 'image', slack_file: { id: picture?.id }, alt_text: 'consumer never' };
    expect(sent().at(-1)?.blocks).toEqual([image, ...content.blocks]);

    world.slack.failNext('chat.postMessage', 'invalid_blocks', 2);
    await messenger.reply('inv-2:reply', root, { ...content, ...(picture && { picture }) });
    expect(sent().at(-1)).toMatchObject(content);
  });

  it('is sent without a picture where Slack takes no files', async () => {
    world.slack.failNext('files.getUploadURLExternal', 'file_uploads_disabled');
    const file = { filename: 'course.png', title: 'The course', content: Buffer.from('png') };
    expect(await world.messenger().picture('inv-1:picture', file)).toBeUndefined();
  });

  it('is found again by a process that starts after a crash between posting and remembering', async () => {
    const { redis } = world;
    const dying = { get: redis.get.bind(redis), del: redis.del.bind(redis), set: dyingSet(redis) };
    await expect(world.messenger(dying).open('inv-1', { channel: CHANNEL, content })).rejects.toThrow(
      'the process died',
    );
    const ref = await world.messenger().open('inv-1', { channel: CHANNEL, content });
    expect(sent()).toMatchObject([{ ts: ref.ts }]);
  });

  it('is found in a channel where much else was said since', async () => {
    const { redis } = world;
    const dying = { get: redis.get.bind(redis), del: redis.del.bind(redis), set: dyingSet(redis) };
    await expect(world.messenger(dying).open('inv-1', { channel: CHANNEL, content })).rejects.toThrow();
    const messenger = world.messenger();
    for (let n = 1; n <= 210; n++) await messenger.open(`other-${n}`, { channel: CHANNEL, content });
    await world.messenger().open('inv-1', { channel: CHANNEL, content });
    expect(sent()).toHaveLength(211);
  });

  it('is posted after all when the crash came before posting', async () => {
    await world.redis.set('{focus}:message:inv-1', JSON.stringify({ at: world.clock.now() }));
    await world.messenger().open('inv-1', { channel: CHANNEL, content });
    expect(sent()).toHaveLength(1);
  });

  it('is posted once though the answer to it got lost', async () => {
    world.slack.failNext('chat.postMessage', lost);
    const ref = await world.messenger().open('inv-1', { channel: CHANNEL, content });
    expect(sent()).toMatchObject([{ ts: ref.ts }]);
    expect(world.callsOf('chat.postMessage')).toHaveLength(1);
  });

  it('is posted anew, and that is logged, when an earlier one cannot be looked for', async () => {
    world.slack.failNext('chat.postMessage', { status: 503 });
    world.slack.failNext('conversations.history', 'missing_scope');
    await world.messenger().open('inv-1', { channel: CHANNEL, content });
    expect(sent()).toHaveLength(1);
    expect(world.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: expect.stringContaining('sending anew') }),
    );
  });

  it('goes at most one a second to a channel, an alert before what was asked for earlier', async () => {
    const began = world.clock.now();
    const messenger = world.messenger();
    const open = (key: string, urgency: Urgency, channel = CHANNEL) =>
      messenger.open(key, { channel, content: { text: key }, urgency });
    await Promise.all([open('1', 'course'), open('2', 'course'), open('report', 'answer'), open('alert', 'alert')]);
    expect(sent().map(({ text }) => text)).toEqual(['alert', 'report', '1', '2']);
    expect(world.clock.now() - began).toBeGreaterThanOrEqual(3_000);
    const before = world.clock.now();
    await open('elsewhere', 'course', world.slack.addChannel('ops').id);
    expect(world.clock.now() - before).toBeLessThan(1_000);
  });

  it('waits as long as a rate limit says', async () => {
    world.slack.failNext('chat.postMessage', { retryAfter: 3 });
    await world.messenger().open('inv-1', { channel: CHANNEL, content });
    const [refused, taken] = world.callsOf('chat.postMessage').map((call) => call.at);
    expect((taken ?? 0) - (refused ?? 0)).toBe(3_000);
  });

  it('is not sent anew while Slack cannot be searched for it', async () => {
    world.slack.failNext('chat.postMessage', lost);
    world.slack.failNext('conversations.history', { status: 503 }, 2);
    await world.messenger().open('inv-1', { channel: CHANNEL, content });
    expect(sent()).toHaveLength(1);
  });

  it('gives up after five attempts, and a later process succeeds', async () => {
    world.slack.failNext('chat.postMessage', { status: 503 }, 5);
    await expect(world.messenger().open('inv-1', { channel: CHANNEL, content })).rejects.toThrow('503');
    await world.messenger().open('inv-1', { channel: CHANNEL, content });
    expect(sent()).toHaveLength(1);
  });

  it('is sent as text alone when Slack refuses its blocks', async () => {
    const text = { type: 'mrkdwn' as const, text: 'x'.repeat(3001) };
    const wrong = { text: 'What matters', blocks: [{ type: 'section' as const, text }] };
    await world.messenger().open('inv-1', { channel: CHANNEL, content: wrong });
    expect(sent()).toMatchObject([{ text: 'What matters', blocks: [] }]);
    const refusal = expect.stringContaining('must be less than 3001 characters');
    expect(world.lines).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ refusal }) }),
    );
  });

  describe('with a newer block', () => {
    const rows = [['Job'], ['19-7']].map((row) => row.map((text) => ({ type: 'raw_text' as const, text })));
    const table = { type: 'data_table' as const, caption: 'The jobs', rows };
    const newest = { ...content, newer: { kind: 'data_table' as const, blocks: [table] } };
    const open = (key: string) => world.messenger().open(key, { channel: CHANNEL, content: newest });

    it('is posted with it where Slack takes it', async () => {
      await open('inv-1');
      expect(sent()).toMatchObject([{ blocks: newest.newer.blocks }]);
      expect(await world.messenger().mayTake('data_table')).toBe(true);
    });

    it('is posted anew without it where Slack refuses it, which every process then remembers for a week', async () => {
      world.slack.failNext('chat.postMessage', 'invalid_blocks');
      await open('inv-1');
      await open('inv-2');
      expect(sent().map(({ blocks }) => blocks)).toEqual([content.blocks, content.blocks]);
      expect(world.callsOf('chat.postMessage')).toHaveLength(3);
      const [key = ''] = await world.redis.keys('{focus}:refused-block:*');
      expect(key).toMatch(/:T\w+:data_table$/);
      expect(await world.redis.ttl(key)).toBeGreaterThan(6 * 24 * 3600);
      expect(await world.messenger().mayTake('data_visualization')).toBe(true);
    });

    it('is posted anew without it where Slack finds it too long, and another one is tried', async () => {
      world.slack.failNext('chat.postMessage', 'msg_blocks_too_long');
      await open('inv-1');
      await open('inv-2');
      expect(sent().map(({ blocks }) => blocks)).toEqual([content.blocks, newest.newer.blocks]);
    });

    it('is posted without it where it is not known which workspace it is', async () => {
      world.slack.failNext('auth.test', 'internal_error');
      await open('inv-1');
      expect(sent()).toMatchObject([{ blocks: content.blocks }]);
    });
  });

  it.each([
    ['not_in_channel', { member: false }],
    ['channel_not_found', { member: false, private: true }],
    ['is_archived', { archived: true }],
  ])('explains what to do about %s, and is posted once that is done', async (refusal, about) => {
    const { id } = world.slack.addChannel('elsewhere', about);
    const open = () => world.messenger().open('inv-1', { channel: id, content });
    const error = await open().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ExplainedError);
    expect(error).toMatchObject({
      message: expect.stringContaining(refusal),
      advice: expect.stringMatching(/nvite|archived/),
    });
    world.slack.addChannel('elsewhere');
    await open();
    expect(world.slack.messages(id)).toHaveLength(1);
    // Slack had said no: there was nothing to be looked for.
    expect(world.callsOf('conversations.history')).toEqual([]);
  });

  it('is answered in its thread once a key', async () => {
    const messenger = world.messenger();
    const root = await messenger.open('inv-1', { channel: CHANNEL, content });
    world.slack.failNext('chat.postMessage', lost);
    const reply = await messenger.reply('inv-1:details', root, { text: 'Details' });
    expect(await world.messenger().reply('inv-1:details', root, { text: 'Details' })).toEqual(reply);
    expect(sent()).toMatchObject([{ ts: root.ts }, { thread_ts: root.ts, ts: reply.ts, text: 'Details' }]);
  });

  it('gets a file in its thread once a key', async () => {
    const messenger = world.messenger();
    const root = await messenger.open('inv-1', { channel: CHANNEL, content });
    const file = { filename: 'evidence-1.json', title: 'Evidence', content: '{"ü":1}' };
    world.slack.failNext('files.completeUploadExternal', lost);
    await messenger.upload('inv-1:evidence', root, file);
    await world.messenger().upload('inv-1:evidence', root, file);
    expect(sent()).toMatchObject([{}, { thread_ts: root.ts, files: [{ name: 'evidence-1.json', title: 'Evidence' }] }]);
    expect(sent()[1]?.files[0]?.content.toString()).toBe('{"ü":1}');
  });

  it('gets several files in one message, once, though an answer gets lost', async () => {
    const messenger = world.messenger();
    const root = await messenger.open('inv-1', { channel: CHANNEL, content });
    const files = ['a.log', 'b.log', 'c.log'].map((filename) => ({ filename, title: filename, content: filename }));
    world.slack.failNext('files.completeUploadExternal', lost);
    await messenger.upload('inv-1:files', root, ...files);
    await world.messenger().upload('inv-1:files', root, ...files);
    expect(sent()).toMatchObject([{}, { thread_ts: root.ts, files: files.map(({ filename: name }) => ({ name })) }]);
    expect(world.callsOf('files.completeUploadExternal')).toHaveLength(1);
  });

  it('gets a binary file byte by byte', async () => {
    const root = await world.messenger().open('inv-1', { channel: CHANNEL, content });
    const bytes = Buffer.from([0, 255, 13, 10, 128]);
    await world.messenger().upload('inv-1:chart', root, { filename: 'chart.png', title: 'Chart', content: bytes });
    expect(sent()[1]?.files[0]?.content).toEqual(bytes);
  });
});

/** The second thing to be written is where a message went. */
function dyingSet(redis: SlackWorld['redis']): SlackWorld['redis']['set'] {
  let writes = 0;
  return ((...args: Parameters<typeof redis.set>) => {
    writes += 1;
    return writes === 1 ? redis.set(...args) : Promise.reject(new Error('the process died'));
  }) as typeof redis.set;
}
