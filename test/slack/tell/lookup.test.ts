import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PREFIX } from '#queue/names.ts';
import type { ChartBlock } from '#slack/message/content.ts';
import { createLate, readWaiting } from '#slack/message/late.ts';
import { createLookupTeller } from '#slack/tell/lookup.ts';
import { openSlackWorld, type SlackWorld } from '../../support/slack-world.ts';

const chart: ChartBlock = {
  type: 'data_visualization',
  title: 'Consumers of lab',
  chart: {
    type: 'line',
    series: [{ name: 'median', data: [{ label: '13 Nov 15:00', value: 2.7 }] }],
    axis_config: { categories: ['13 Nov 15:00'], x_label: 'From', y_label: 'Seconds' },
  },
};
const content = {
  text: 'As fast as ever',
  blocks: [{ type: 'divider' as const }],
  newer: { kind: 'data_visualization' as const, blocks: [chart] },
};

function asking(lookup: string) {
  const asked = { kind: 'trend', spanMs: 1 } as const;
  return { lookup, environment: 'lab', requestedBy: 'U0LEAD', channel: 'C0INCIDENT', requestedAt: 1, asked };
}

/** A teller as a process has it. */
function open({ redis, clock, log, ...world }: SlackWorld) {
  const messenger = world.messenger();
  const late = createLate({ redis, prefix: PREFIX, messenger, clock, log });
  return { late, teller: createLookupTeller({ messenger, late, privately: async () => {}, log }) };
}

describe('an answer with a block that not every workspace takes', () => {
  let world: SlackWorld;
  beforeEach(async () => {
    world = await openSlackWorld();
  });
  afterEach(() => world.close());

  async function answer(lookup = 'look-1') {
    const { teller } = open(world);
    const request = asking(lookup);
    const draw = async () => ({ filename: 'trend.png', title: 'The trend', content: Buffer.from('png') });
    await teller.answer(request, { content, standIn: { of: 'data_visualization', draw } });
    return world.slack.messages('C0INCIDENT').map(({ blocks, files }) => [blocks, files.map(({ name }) => name)]);
  }

  it('has no picture in its thread where Slack takes the block', async () => {
    expect(await answer()).toEqual([[[chart], []]]);
  });

  it('has the picture in its thread where Slack refuses the block, also the next time', async () => {
    world.slack.failNext('chat.postMessage', 'invalid_blocks');
    const told = [
      [content.blocks, []],
      [[], ['trend.png']],
    ];
    expect(await answer()).toEqual(told);
    expect(await answer('look-2')).toEqual([...told, ...told]);
  });
});

describe('an answer that Slack does not take', () => {
  let world: SlackWorld;
  beforeEach(async () => {
    world = await openSlackWorld();
  });
  afterEach(() => world.close());
  const said = (channel: string) => world.slack.messages(channel).map(({ text }) => text);
  const later = async ({ late }: ReturnType<typeof open>) => {
    world.slack.failAll('chat.postMessage', undefined);
    world.slack.failAll('chat.update', undefined);
    await world.clock.sleep(60_000);
    await late.round();
    expect(await readWaiting(world.redis, PREFIX)).toEqual([]);
  };

  it('is told later, and is no loss', async () => {
    const process = open(world);
    world.slack.failAll('chat.postMessage', 'internal_error');
    const file = { filename: 'all.log', title: 'All', content: 'x' };
    await process.teller.answer(asking('look-1'), { content: { text: 'As fast as ever' }, files: [file] });
    expect(await readWaiting(world.redis, PREFIX)).toMatchObject([{ key: 'look-1', asker: 'U0LEAD' }]);
    await later(process);
    expect(said('C0INCIDENT')).toEqual([
      expect.stringMatching(/^As fast as ever\nIts files were not kept: ask once more for them\nTold late by \d/),
    ]);
  });

  it('is told later in the thread that it was asked for in', async () => {
    const process = open(world);
    const { ts } = await world.messenger().open('root', { channel: 'C0INCIDENT', content: { text: 'A talk' } });
    world.slack.failAll('chat.postMessage', 'internal_error');
    await process.teller.answer({ ...asking('look-1'), thread: ts }, { content: { text: 'As fast as ever' } });
    await later(process);
    const [, reply] = world.slack.messages('C0INCIDENT');
    expect(reply).toMatchObject({ text: expect.stringMatching(/^As fast as ever\nTold late/), thread_ts: ts });
  });

  it('is told the asker alone where its channel does not take it', async () => {
    const { teller } = open(world);
    world.slack.failNext('chat.postMessage', 'not_in_channel');
    await teller.answer(asking('look-1'), { content: { text: 'As fast as ever' } });
    expect(said('C0INCIDENT')).toEqual([]);
    const alone =
      /^As fast as ever\nNot shown in .*not_in_channel, the bot is not in the channel\. Invite the bot there/;
    expect(said(world.slack.direct('U0LEAD'))).toEqual([expect.stringMatching(alone)]);
    expect(await readWaiting(world.redis, PREFIX)).toEqual([]);
  });

  it('is told the asker alone later, where Slack takes nothing at all for now', async () => {
    const process = open(world);
    world.slack.failAll('chat.postMessage', 'token_revoked');
    await process.teller.answer(asking('look-1'), { content: { text: 'As fast as ever' } });
    await later(process);
    expect(said(world.slack.direct('U0LEAD'))).toEqual([
      expect.stringMatching(/^As fast as ever\n[\s\S]*Told late by/),
    ]);
  });

  it('takes the place of a message later too', async () => {
    const process = open(world);
    const { ts } = await world.messenger().open('root', { channel: 'C0INCIDENT', content: { text: 'Before' } });
    world.slack.failAll('chat.update', 'token_revoked');
    const request = { ...asking('look-1'), edits: ts, requestedAt: world.clock.now() };
    await process.teller.answer(request, { content: { text: 'After' } });
    expect(said('C0INCIDENT')).toEqual(['Before']);
    await later(process);
    expect(said('C0INCIDENT')).toEqual([expect.stringMatching(/^After\nTold late/)]);
  });

  it('ends a followed log later too', async () => {
    const process = open(world);
    const logs = { kind: 'logs', request: { jobId: '19-7', pods: 'all', previous: false }, followMs: 1 } as const;
    const first = {
      ...{ lookup: 'look-1', environment: 'lab', requestedBy: 'U0LEAD', jobId: '19-7', startedAt: 1, endsAt: 2, at: 1 },
      ...{ counts: { lines: 0, errors: 0, warnings: 0 }, lines: [] },
    };
    const following = await process.teller.following({ ...asking('look-1'), asked: logs }, 1, first);
    world.slack.failAll('chat.update', 'token_revoked');
    await following.end({ ...first, end: { why: 'time-is-up' } }, []);
    expect(await readWaiting(world.redis, PREFIX)).toMatchObject([{ key: 'look-1', how: { kind: 'edit' } }]);
    await later(process);
    expect(said('C0INCIDENT')).toEqual([expect.stringContaining('Told late by')]);
  });
});

describe('a look-up that comes to nothing', () => {
  let world: SlackWorld;
  beforeEach(async () => {
    world = await openSlackWorld();
  });
  afterEach(() => world.close());

  it('is told of as soon as Slack takes a message again', async () => {
    const { teller, late } = open(world);
    world.slack.failAll('chat.postMessage', 'token_revoked');
    await teller.lost(asking('look-1'), 'the worker died');
    expect(await readWaiting(world.redis, PREFIX)).toMatchObject([{ key: 'look-1:lost-to', asker: 'U0LEAD' }]);

    world.slack.failAll('chat.postMessage', undefined);
    await world.clock.sleep(60_000);
    await late.round();
    const told = world.slack.messages(world.slack.direct('U0LEAD')).map(({ text }) => text);
    expect(told).toEqual([expect.stringMatching(/the worker died[\s\S]*Told late by 1 min/)]);
    expect(await readWaiting(world.redis, PREFIX)).toEqual([]);
  });
});
