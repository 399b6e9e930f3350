import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WebAPIRateLimitedError, WebClient, type WebClientOptions } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LabSlack, openSlack } from '#lab/services/slack/lab-slack.ts';
import type { Change } from '#lab/services/slack/workspace.ts';
import { systemClock } from '#lib/clock.ts';
import { quietLogger } from '../../../support/slack-logger.ts';

const CHANNEL = 'C0INCIDENT';

describe("the lab Slack's Web API", () => {
  let slack: LabSlack;
  let client: WebClient;
  const connect = (token = slack.botToken, options: WebClientOptions = {}) =>
    new WebClient(token, { slackApiUrl: slack.apiUrl, logger: quietLogger, retryConfig: { retries: 0 }, ...options });
  const refusal = (error: string) => expect.objectContaining({ data: expect.objectContaining({ error }) });

  beforeEach(async () => {
    slack = await openSlack({ clock: systemClock });
    client = connect();
  });
  afterEach(() => slack.close());

  it('keeps a message, its edits and its thread', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text: 'root' });
    await client.chat.update({ channel: CHANNEL, ts, text: 'root, edited' });
    await client.chat.postMessage({ channel: CHANNEL, text: 'reply', thread_ts: ts });

    expect(slack.messages(CHANNEL)).toMatchObject([
      { ts, text: 'root, edited', edits: 1, user: 'U0FOCUS' },
      { thread_ts: ts, text: 'reply', edits: 0 },
    ]);
    const { messages } = await client.conversations.replies({ channel: CHANNEL, ts });
    expect(messages?.map((message) => message.text)).toEqual(['root, edited', 'reply']);
  });

  it('removes the old blocks when an edit brings text alone', async () => {
    const blocks = [{ type: 'divider' as const }];
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text: 'root', blocks });
    expect(slack.messages(CHANNEL)[0]?.blocks).toEqual(blocks);
    await client.chat.update({ channel: CHANNEL, ts, text: 'bare' });
    expect(slack.messages(CHANNEL)[0]?.blocks).toEqual([]);
  });

  it('says in which place the blocks are wrong', async () => {
    const text = { type: 'mrkdwn' as const, text: 'x'.repeat(3001) };
    const post = client.chat.postMessage({ channel: CHANNEL, text: 'root', blocks: [{ type: 'section', text }] });
    await expect(post).rejects.toMatchObject({
      data: {
        error: 'invalid_blocks',
        response_metadata: {
          messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
        },
      },
    });
    expect(slack.messages(CHANNEL)).toEqual([]);
  });

  it('tells too much text apart from wrong blocks', async () => {
    const text = { type: 'mrkdwn' as const, text: 'x'.repeat(3000) };
    const blocks = Array.from({ length: 5 }, () => ({ type: 'section' as const, text }));
    const post = client.chat.postMessage({ channel: CHANNEL, text: 'root', blocks });
    await expect(post).rejects.toEqual(refusal('msg_blocks_too_long'));
  });

  it('cuts a text at 40,000 characters', async () => {
    await client.chat.postMessage({ channel: CHANNEL, text: 'x'.repeat(40_001) });
    expect(slack.messages(CHANNEL)[0]?.text).toHaveLength(40_000);
  });

  it('refuses what Slack refuses, by its names', async () => {
    const other = slack.addChannel('others', { member: false });
    const hidden = slack.addChannel('hidden', { member: false, private: true });
    const old = slack.addChannel('old', { archived: true });
    const post = (channel: string, text = 'hello') => client.chat.postMessage({ channel, text });

    await expect(post('C0NOWHERE')).rejects.toEqual(refusal('channel_not_found'));
    await expect(post(other.id)).rejects.toEqual(refusal('not_in_channel'));
    await expect(post(hidden.id)).rejects.toEqual(refusal('channel_not_found'));
    await expect(post(old.id)).rejects.toEqual(refusal('is_archived'));
    await expect(post(CHANNEL, '')).rejects.toEqual(refusal('no_text'));
    await expect(client.chat.update({ channel: CHANNEL, ts: '1.2', text: 'x' })).rejects.toEqual(
      refusal('message_not_found'),
    );
    await expect(client.apiCall('chat.guess')).rejects.toEqual(refusal('unknown_method'));
    await expect(connect('xoxb-wrong').auth.test()).rejects.toEqual(refusal('invalid_auth'));
    await expect(connect(slack.appToken).auth.test()).rejects.toEqual(refusal('not_allowed_token_type'));
  });

  it('refuses calls that the granted scopes do not cover', async () => {
    const narrow = await openSlack({ clock: systemClock, scopes: ['commands'] });
    const post = connect(narrow.botToken, { slackApiUrl: narrow.apiUrl }).chat.postMessage({
      channel: CHANNEL,
      text: 'x',
    });
    await expect(post).rejects.toMatchObject({ data: { error: 'missing_scope', needed: 'chat:write' } });
    await narrow.close();
  });

  it('gives metadata back only to those who ask for it', async () => {
    const metadata = { event_type: 'focus_message', event_payload: { key: 'k' } };
    await client.chat.postMessage({ channel: CHANNEL, text: 'root', metadata });
    const plain = await client.conversations.history({ channel: CHANNEL });
    const full = await client.conversations.history({ channel: CHANNEL, include_all_metadata: true });
    expect(plain.messages?.[0]?.metadata).toBeUndefined();
    expect(full.messages?.[0]?.metadata).toEqual(metadata);
  });

  it('pages through a long history, the newest first', async () => {
    for (const text of ['1', '2', '3', '4', '5']) await client.chat.postMessage({ channel: CHANNEL, text });
    const texts: unknown[] = [];
    for await (const page of client.paginate('conversations.history', { channel: CHANNEL, limit: 2 })) {
      texts.push(((page as { messages?: { text: string }[] }).messages ?? []).map((message) => message.text));
    }
    expect(texts).toEqual([['5', '4'], ['3', '2'], ['1']]);
  });

  it('shares an uploaded file in a thread', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text: 'root' });
    await client.filesUploadV2({
      channel_id: CHANNEL,
      thread_ts: ts,
      filename: 'a.log',
      title: 'Log',
      content: 'line ü',
    });
    const [, shared] = slack.messages(CHANNEL);
    expect(shared).toMatchObject({ thread_ts: ts, files: [{ name: 'a.log', title: 'Log' }] });
    expect(shared?.files[0]?.content.toString()).toBe('line ü');
  });

  it('reads JSON bodies as well as forms', async () => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${slack.botToken}` };
    const body = JSON.stringify({ channel: CHANNEL, text: 'by hand' });
    const answer = await fetch(`${slack.apiUrl}chat.postMessage`, { method: 'POST', headers, body });
    expect(await answer.json()).toMatchObject({ ok: true });
  });

  it('fails as it is told, as often as it is told', async () => {
    slack.failNext('chat.postMessage', 'fatal_error');
    slack.failNext('chat.postMessage', { status: 503 });
    slack.failNext('chat.postMessage', { retryAfter: 7 });
    const post = () =>
      connect(slack.botToken, { rejectRateLimitedCalls: true }).chat.postMessage({ channel: CHANNEL, text: 'x' });
    await expect(post()).rejects.toEqual(refusal('fatal_error'));
    await expect(post()).rejects.toMatchObject({ statusCode: 503 });
    const limited = await post().catch((error: unknown) => error);
    expect(limited).toBeInstanceOf(WebAPIRateLimitedError);
    expect(limited).toMatchObject({ retryAfter: 7 });
    await expect(post()).resolves.toMatchObject({ ok: true });
  });

  it('does what it was asked before an answer that comes late', async () => {
    slack.failNext('chat.postMessage', { delayMs: 60_000 });
    const post = connect(slack.botToken, { timeout: 100 }).chat.postMessage({ channel: CHANNEL, text: 'x' });
    await expect(post).rejects.toThrow();
    expect(slack.messages(CHANNEL)).toHaveLength(1);
  });

  it('records every call without its token', async () => {
    await client.chat.postMessage({
      channel: CHANNEL,
      text: 'x',
      blocks: [{ type: 'divider' }],
      token: slack.botToken,
    });
    expect(slack.calls).toEqual([
      {
        method: 'chat.postMessage',
        args: { channel: CHANNEL, text: 'x', blocks: [{ type: 'divider' }] },
        at: expect.any(Number),
      },
    ]);
  });

  it('appends every call to a file, without its token, also one that is refused', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'calls-'));
    const callsFile = path.join(folder, 'calls.jsonl');
    const kept = await openSlack({ clock: systemClock, callsFile });
    const asked = connect(kept.botToken, { slackApiUrl: kept.apiUrl });
    await asked.chat.postMessage({ channel: CHANNEL, text: 'x', token: kept.botToken });
    await asked.chat.postMessage({ channel: 'C0NOWHERE', text: 'y' }).catch(() => {});
    await kept.close();
    const text = readFileSync(callsFile, 'utf8');
    const lines = text.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { method: 'chat.postMessage', args: { channel: CHANNEL, text: 'x' } },
      { method: 'chat.postMessage', args: { channel: 'C0NOWHERE', text: 'y' } },
    ]);
    expect(text).not.toContain(kept.botToken);
    rmSync(folder, { recursive: true });
  });

  it('takes as many calls as a tier allows, and says when the next one is taken', async () => {
    let now = 1_000_000;
    const limited = await openSlack({ clock: { ...systemClock, now: () => now }, limited: true });
    const asked = connect(limited.botToken, { slackApiUrl: limited.apiUrl, rejectRateLimitedCalls: true });
    const post = (channel: string) => asked.chat.postMessage({ channel, text: 'x' });
    const { id: other } = limited.addChannel('others');
    const { ts = '' } = await post(CHANNEL);
    await post(CHANNEL);
    await post(CHANNEL);
    await expect(post(CHANNEL)).rejects.toMatchObject({ retryAfter: 3 });
    await expect(post(other)).resolves.toMatchObject({ ok: true });
    now += 3_000;
    await expect(post(CHANNEL)).resolves.toMatchObject({ ok: true });

    const edit = () => asked.chat.update({ channel: CHANNEL, ts, text: 'y' });
    for (let n = 0; n < 50; n += 1) await edit();
    now += 20_000;
    await expect(edit()).rejects.toMatchObject({ retryAfter: 40 });
    now += 40_000;
    await expect(edit()).resolves.toMatchObject({ ok: true });
    await limited.close();
  });

  it('tells its listeners what changes, until they leave', async () => {
    const changes: Change['kind'][] = [];
    const leave = slack.onChange((change) => changes.push(change.kind));
    const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text: 'x' });
    await client.chat.update({ channel: CHANNEL, ts, text: 'y' });
    await client.chat.postEphemeral({ channel: CHANNEL, user: 'U0LEAD', text: 'z' });
    await client.reactions.add({ channel: CHANNEL, timestamp: ts, name: 'eyes' });
    await client.chat.delete({ channel: CHANNEL, ts });
    leave();
    await client.chat.postMessage({ channel: CHANNEL, text: 'unheard' });
    expect(changes).toEqual(['posted', 'edited', 'ephemeral', 'edited', 'deleted']);
    expect(slack.ephemerals('U0LEAD')).toMatchObject([{ text: 'z', via: 'chat.postEphemeral' }]);
    expect(slack.ephemerals('U0GUEST')).toEqual([]);
  });
});
