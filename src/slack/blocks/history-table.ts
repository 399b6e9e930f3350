import type { DataTableBlock, RichTextElement } from '@slack/types';
import { formatDuration } from '#lib/duration.ts';
import type { HistoryReport, HistoryRow } from '#lookups/history/report.ts';
import { oneLine } from './escape.ts';
import { firstOf, textLength } from './fit.ts';
import { besideText, dateOf, peopleOf, personOf, threadOf } from './history-row.ts';
import { type DataCell, dataTable, emoji, paragraph, plain, rich, textCell } from './rich.ts';
import { VERDICT_MARKS } from './root.ts';

interface Column {
  readonly head: string;
  /** What of the question has it said of all rows. */
  readonly said?: 'environment' | 'jobId' | 'check';
  /** Undefined where the row has nothing of it. */
  cell(row: HistoryRow): DataCell | undefined;
}

const COLUMNS: readonly Column[] = [
  { head: 'Verdict', cell: ({ verdict }) => richCell(emoji(VERDICT_MARKS[verdict]), plain(` ${verdict}`)) },
  { head: 'Cause', cell: ({ cause }) => words(cause, 80) },
  { head: 'Consumer after', cell: ({ totalMs }) => duration(totalMs) },
  { head: 'Environment', said: 'environment', cell: ({ environment }) => words(environment, 60) },
  { head: 'Job', said: 'jobId', cell: ({ jobId }) => words(jobId, 40) },
  { head: 'Check', said: 'check', cell: ({ check }) => words(check, 60) },
  { head: 'When', cell: (row) => richCell(dateOf(row)) },
  { head: 'By', cell: askerCell },
  { head: 'Note', cell: ({ note }) => note && richCell(personOf(note.by), plain(`: ${oneLine(note.words, 300)}`)) },
  { head: 'Thread', cell: linkCell },
];

/** As many rows as there is room for, in the columns that say something; no table for no rows. */
export function historyTable({ rows, query }: HistoryReport, room: number): { table?: DataTableBlock; shown: number } {
  const columns = COLUMNS.filter(
    ({ said, cell }) => (!said || query[said] === undefined) && rows.some((row) => cell(row) !== undefined),
  );
  const head = columns.map((column) => column.head);
  const all = rows.map((row) => ({ row, cells: columns.map(({ cell }) => cell(row) ?? textCell('–')) }));
  const lengthOf = ({ row, cells }: (typeof all)[number]) => textLength(cells) + besideText(row);
  const fitting = firstOf(all, room - head.join('').length, lengthOf).map(({ cells }) => cells);
  if (fitting.length === 0) return { shown: 0 };
  return { table: dataTable('The last investigations, the newest first', head, fitting), shown: fitting.length };
}

/** Of a check its name stands beside it. */
function askerCell(row: HistoryRow): DataCell | undefined {
  if (row.watched) return textCell('watched');
  return row.check === undefined ? richCell(...peopleOf(row)) : undefined;
}

function words(text: string | undefined, max: number): DataCell | undefined {
  return text === undefined ? undefined : textCell(oneLine(text, max));
}

/** A number, so that it is sorted as one. */
function duration(ms: number | undefined): DataCell | undefined {
  return ms === undefined ? undefined : { type: 'raw_number', value: ms, text: formatDuration(ms) };
}

function linkCell(row: HistoryRow): DataCell | undefined {
  const thread = threadOf(row);
  return thread && richCell(thread);
}

function richCell(...elements: readonly RichTextElement[]): DataCell {
  return rich(paragraph(...elements));
}
