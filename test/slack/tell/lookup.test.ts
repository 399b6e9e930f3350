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
