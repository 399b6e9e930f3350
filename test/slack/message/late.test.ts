import { WebAPIPlatformError } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PREFIX } from '#queue/names.ts';
import { createLate, type Late, readWaiting, type Untold } from '#slack/message/late.ts';
import type { MessageRef } from '#slack/message/outbox.ts';
import { openSlackWorld, type SlackWorld } from '../../support/slack-world.ts';

const CHANNEL = 'C0INCIDENT';
const ASKER = 'U0LEAD';
const MINUTE = 60_000;
const told = { state: 'told', term: 1 } as const;

describe('what Slack did not take', () => {
  let world: SlackWorld;
  let root: MessageRef;
  beforeEach(async () => {
    world = await openSlackWorld();
    root = await world.messenger().open('inv-1', { channel: CHANNEL, content: { text: 'watching' } });
  });
  afterEach(() => world.close());

  /** As a process has it. */
  function late(): Late {
    const { redis, clock, log } = world;
    return createLate({ redis, prefix: PREFIX, messenger: world.messenger(), clock, log });
  }
  const report = (): Untold => ({
    key: 'inv-1:report',
    how: { kind: 'edit', of: root, standing: told },
    content: { text: 'the report', blocks: [{ type: 'divider' }] },
    asker: ASKER,
  });
  const reply = (): Untold => ({
    key: 'inv-1:reply',
    how: { kind: 'reply', to: root },
    content: { text: 'the details' },
    asker: ASKER,
  });
  const refusal = async () => {
    world.slack.failNext('chat.update', 'is_archived');
    const edits = world.messenger().edits(root);
    edits.show(report().content, told);
    const ending = await edits.flush();
    return ending.kind === 'untold' ? ending.why : undefined;
  };
  const waiting = () => readWaiting(world.redis, PREFIX);
  const direct = () => world.slack.messages(world.slack.direct(ASKER)).map(({ text }) => text);
  const inChannel = () => world.slack.messages(CHANNEL);

  it('waits, and the asker hears of it at once, with what it says', async () => {
    await late().keep(report(), await refusal());
    expect(await waiting()).toMatchObject([
      { key: 'inv-1:report', tries: 0, why: 'Slack refused it: is_archived, the channel is archived' },
    ]);
    expect(direct()).toEqual([
      expect.stringMatching(/^the report\n_This could not be shown in <#C0INCIDENT>: .*is_archived/),
    ]);
  });

  it('is told as soon as Slack takes it, by any process, and says by how much it is late', async () => {
    await late().keep(report(), await refusal());
    await late().keep(reply(), await refusal());
    await world.clock.sleep(4 * MINUTE);
    await late().round();
    expect(inChannel().map(({ text }) => text)).toEqual([
      expect.stringMatching(/^the report\nTold late by 4 min/),
      expect.stringMatching(/^the details\nTold late by 4 min/),
    ]);
    expect(direct().at(-1)).toMatch(/^Told now, late by 4 min.*, in <#C0INCIDENT>/);
    expect(await waiting()).toEqual([]);
  });

  it('is tried again, however long Slack refuses it, and never given up', async () => {
    await late().keep(report(), await refusal());
    const process = late();
    for (let n = 0; n < 40; n++) {
      world.slack.failNext('chat.update', 'token_revoked');
      await world.clock.sleep(10 * MINUTE);
      await process.round();
    }
    expect(await waiting()).toMatchObject([{ tries: 40, why: expect.stringContaining('token_revoked') }]);
    await world.clock.sleep(10 * MINUTE);
    await process.round();
    expect(inChannel()[0]?.text).toMatch(/^the report\nTold late by 6 h/);
  });

  it('is let go where another has told the later meanwhile', async () => {
    await late().keep(report(), await refusal());
    const edits = world.messenger().edits(root);
    edits.show({ text: 'corrected' }, { state: 'corrected', term: 2 });
    await edits.flush();
    await world.clock.sleep(MINUTE);
    await late().round();
    expect(inChannel()[0]?.text).toBe('corrected');
    expect(await waiting()).toEqual([]);
  });

  it('is told to its asker alone where its message is gone, and waits for nothing', async () => {
    await late().keep(report(), await refusal());
    world.slack.failNext('chat.update', 'message_not_found');
    await world.clock.sleep(MINUTE);
    await late().round();
    await late().keep(
      { ...report(), key: 'inv-2:report' },
      new WebAPIPlatformError({ ok: false, error: 'message_not_found' }),
    );
    expect(await waiting()).toEqual([]);
    expect(direct()).toEqual([
      expect.stringContaining('It waits'),
      expect.stringContaining('It is shown to you alone'),
      expect.stringMatching(/^the report\n.*message_not_found.*It is shown to you alone/),
    ]);
  });

  it('is kept once, however often it is given', async () => {
    for (const _ of ['once', 'again']) await late().keep(report(), await refusal());
    expect(await waiting()).toHaveLength(1);
    expect(direct()).toHaveLength(1);
  });
});
