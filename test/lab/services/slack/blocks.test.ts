import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { findBlockProblems } from '#lab/services/slack/blocks.ts';

const section = (text: string): KnownBlock => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (fields: object) => ({ type: 'button', text: { type: 'plain_text', text: 'Press' }, ...fields });
const rows = (count: number, cells: number) =>
  Array.from({ length: count }, () => Array.from({ length: cells }, () => ({ type: 'raw_text', text: 'x' })));

describe('the judge of blocks', () => {
  it('takes what Slack takes', () => {
    const blocks: KnownBlock[] = [
      { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(150) } },
      section('x'.repeat(3000)),
      { type: 'section', fields: Array.from({ length: 10 }, () => ({ type: 'mrkdwn', text: '*a*' })) },
      { type: 'context', elements: [{ type: 'mrkdwn', text: 'small' }] },
      {
        type: 'actions',
        elements: [
          { type: 'button', text: { type: 'plain_text', text: 'Go' }, action_id: 'go', value: 'x'.repeat(2000) },
        ],
      },
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'log line' }] }],
      },
      { type: 'table', rows: [[{ type: 'raw_text', text: 'Milestone' }], [{ type: 'raw_text', text: 'Consumer' }]] },
      { type: 'divider' },
    ];
    expect(findBlockProblems(blocks)).toEqual([]);
  });

  it.each([
    [
      '51 blocks',
      Array.from({ length: 51 }, () => ({ type: 'divider' })),
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
    [
      'a long section',
      [section('x'.repeat(3001))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['an empty section', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    ['a section without text', [{ type: 'section' }], 'must provide text or fields [json-pointer:/blocks/0]'],
    [
      'a long header',
      [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'markup in a header',
      [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
      'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
    ],
    [
      '11 fields',
      [{ type: 'section', fields: Array.from({ length: 11 }, () => ({ type: 'mrkdwn', text: 'f' })) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a long label on a button',
      [{ type: 'actions', elements: [button({ text: { type: 'plain_text', text: 'x'.repeat(76) } })] }],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a long value of a button',
      [{ type: 'actions', elements: [button({ value: 'x'.repeat(2001) })] }],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'a block id given twice',
      [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'a' },
      ],
      'block_id already exists: a [json-pointer:/blocks]',
    ],
    [
      'an action id given twice in a block',
      [{ type: 'actions', elements: [button({ action_id: 'a' }), button({ action_id: 'a' })] }],
      'action_id already exists: a [json-pointer:/blocks/0]',
    ],
    [
      '101 rows',
      [{ type: 'table', rows: rows(101, 1) }],
      'no more than 100 items allowed [json-pointer:/blocks/0/rows]',
    ],
    [
      '21 columns',
      [{ type: 'table', rows: rows(1, 21) }],
      'no more than 20 items allowed [json-pointer:/blocks/0/rows/0]',
    ],
    [
      'an empty cell',
      [{ type: 'table', rows: [[{ type: 'raw_text', text: '' }]] }],
      'must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/text]',
    ],
    [
      'two tables',
      [
        { type: 'table', rows: rows(1, 1) },
        { type: 'table', rows: rows(1, 1) },
      ],
      'only_one_table_allowed [json-pointer:/blocks]',
    ],
    ['an unknown block', [{ type: 'banner' }], 'unsupported type: banner [json-pointer:/blocks/0/type]'],
    [
      'an unknown property',
      [{ type: 'divider', size: 2 }],
      'invalid additional property: size [json-pointer:/blocks/0]',
    ],
    ['no array', 'blocks', 'must provide an array [json-pointer:/blocks]'],
    [
      'too much text in all blocks together',
      Array.from({ length: 5 }, () => section('x'.repeat(2500))),
      '12500 characters of text in all blocks, no more than 11000 allowed [json-pointer:/blocks]',
    ],
  ])('refuses %s and says where', (_what, blocks, problem) => {
    expect(findBlockProblems(blocks)).toEqual([problem]);
  });
});
