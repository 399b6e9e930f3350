import type { KnownBlock, RawTextElement } from '@slack/types';
import type { Judgement } from '#investigation/past/trend/headline.ts';
import { spanOf } from '#investigation/past/trend/trend-words.ts';
import type { TrendReport } from '#lookups/trend/report.ts';
import type { Content } from '../message/content.ts';
import { inert, mention, oneLine } from './escape.ts';
import { fitPoints } from './fit.ts';
import { bold, emoji, paragraph, plain, rich } from './rich.ts';

const MARKS: Readonly<Record<Judgement, string>> = {
  slower: 'chart_with_upwards_trend',
  faster: 'chart_with_downwards_trend',
  steady: 'bar_chart',
  few: 'white_circle',
  none: 'white_circle',
};

/** A total and seven phases, with room for more; these keep the cells far under Slack's 10,000 characters. */
const MOST_ROWS = 20;
const MOST_COLUMNS = 8;
const LONGEST_CELL = 50;

/**
 * A trend in one message: the answer, what more there is to know, the phases in numbers, and what it is of. Within
 * Slack's limits for any report, and inert whatever its texts are. The picture comes into its thread.
 */
export function trendMessage(report: TrendReport): Content {
  const mark = MARKS[report.judgement];
  const headline = rich(paragraph(emoji(mark), plain(' '), bold(oneLine(report.headline, 900))));
  return {
    text: `:${mark}: ${inert(report.headline, 1_500)}`,
    blocks: [headline, ...fitPoints('What to know', report.facts).blocks, ...tableOf(report), contextOf(report)],
  };
}

function tableOf({ table: { columns, rows } }: TrendReport): readonly KnownBlock[] {
  if (rows.length === 0 || columns.length === 0) return [];
  const numbers = columns.slice(0, MOST_COLUMNS);
  const told = rows.slice(0, MOST_ROWS).map(({ label, values }) => [label, ...numbers.map((_, i) => values[i] ?? '')]);
  const settings = [{ is_wrapped: true }, ...numbers.map(() => ({ align: 'right' as const }))];
  const cells = [['From configure to metadata', ...numbers], ...told].map((row) => row.map(cell));
  return [{ type: 'table', rows: cells, column_settings: settings }];
}

function cell(text: string): RawTextElement {
  return { type: 'raw_text', text: oneLine(text, LONGEST_CELL) };
}

function contextOf({ requestedBy, environment, check, runs, from, to, request, lookup }: TrendReport): KnownBlock {
  const parts = [
    `Asked by ${mention(requestedBy)}`,
    inert(environment, 100),
    ...(check === undefined ? [] : [`check ${inert(check, 100)}`]),
    `${runs === 1 ? '1 run' : `${runs} runs`} in ${spanOf(to - from)}`,
    ...(request === undefined ? [] : [inert(request, 300)]),
    `look-up ${inert(lookup, 60)}`,
  ];
  return { type: 'context', elements: [{ type: 'mrkdwn', text: parts.join(' · '), verbatim: true }] };
}
