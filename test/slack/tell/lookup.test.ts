import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChartBlock } from '#slack/message/content.ts';
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

describe('an answer with a block that not every workspace takes', () => {
  let world: SlackWorld;
  beforeEach(async () => {
    world = await openSlackWorld();
  });
  afterEach(() => world.close());

  async function answer(lookup = 'look-1') {
    const teller = createLookupTeller({ messenger: world.messenger(), privately: async () => {}, log: world.log });
    const asked = { kind: 'trend', spanMs: 1 } as const;
    const request = {
      lookup,
      environment: 'lab',
      requestedBy: 'U0ASKER',
      channel: 'C0INCIDENT',
      requestedAt: 1,
      asked,
    };
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
