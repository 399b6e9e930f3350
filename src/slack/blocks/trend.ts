import type { KnownBlock } from '@slack/types';
import type { Judgement } from '#investigation/past/trend/headline.ts';
import { spanOf } from '#investigation/past/trend/trend-words.ts';
import { counted } from '#lib/counted.ts';
import type { TrendReport } from '#lookups/trend/report.ts';
import type { ChartBlock, Content } from '../message/content.ts';
import { lineChart } from './chart.ts';
import { inert } from './escape.ts';
import { fitPoints } from './fit.ts';
import { answer, askedBy, inPlace, ofLookup } from './frame.ts';
import { NUMBERS, tableBlock, WORDS } from './rich.ts';

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
 * Slack's limits for any report, and inert whatever its texts are. Where Slack takes no chart, a picture comes into its
 * thread.
 */
export function trendMessage(report: TrendReport): Content {
  const { text, block } = answer(MARKS[report.judgement], report.headline);
  const told = [...fitPoints('What to know', report.facts).blocks, ...tableOf(report), contextOf(report)];
  const chart = chartOf(report);
  const newer = chart && { kind: 'data_visualization' as const, blocks: [block, chart, ...told] };
  return { text, blocks: [block, ...told], ...(newer && { newer }) };
}

/** One point is no line. */
function chartOf({ points, environment, check }: TrendReport): ChartBlock | undefined {
  if (points.length < 2) return undefined;
  const title = `Consumers of ${check ?? environment}`;
  const seconds = (ms: number) => Math.round(ms / 10) / 100;
  return lineChart(
    { title, x: 'From, UTC', y: 'Seconds until the consumer came', lines: ['median', 'p95'] },
    points.map(({ label, median, p95 }) => ({ label, values: [seconds(median), seconds(p95)] })),
  );
}

function tableOf({ watched, table: { columns, rows } }: TrendReport): readonly KnownBlock[] {
  if (rows.length === 0 || columns.length === 0) return [];
  const numbers = columns.slice(0, MOST_COLUMNS);
  const told = rows.slice(0, MOST_ROWS).map(({ label, values }) => [label, ...numbers.map((_, i) => values[i] ?? '')]);
  const from = watched ? 'its Kubernetes Job' : 'configure';
  const cells = [[`From ${from} to metadata`, ...numbers], ...told];
  return [tableBlock([WORDS, ...numbers.map(() => NUMBERS)], cells, LONGEST_CELL)];
}

function contextOf({ requestedBy, environment, check, runs, from, to, request, lookup }: TrendReport): KnownBlock {
  return askedBy(
    requestedBy,
    inPlace(environment),
    check === undefined ? undefined : `check ${inert(check, 100)}`,
    `${counted(runs, 'run')} in ${spanOf(to - from)}`,
    request === undefined ? undefined : inert(request, 300),
    ofLookup(lookup),
  );
}
