import type { KnownBlock, RichTextElement, RichTextSection } from '@slack/types';
import { type HistoryQuery, MOST_LISTED } from '#asking/history.ts';
import { formatDuration } from '#lib/duration.ts';
import type { HistoryReport, HistoryRow } from '#lookups/history/report.ts';
import type { Content } from '../message/content.ts';
import { inert, isSlackUser, oneLine } from './escape.ts';
import { firstOf, textLength } from './fit.ts';
import { askedBy, ofLookup, seenAt } from './frame.ts';
import { besideText, dateOf, peopleOf, personOf, threadOf } from './history-row.ts';
import { historyTable } from './history-table.ts';
import { bold, bullets, emoji, paragraph, plain, rich } from './rich.ts';
import { VERDICT_MARKS } from './root.ts';

/** Slack refuses messages with little more text than 10,000 characters in their blocks together. The note and the context need some. */
const ROOM = 9_400;

/**
 * Past investigations in one message, in their order: the verdict, its cause, how long it took, what it was about, when,
 * who asked, and a link. Within Slack's limits for any rows, and inert whatever their texts are.
 */
export function historyMessage(report: HistoryReport): Content {
  const headline = oneLine(headlineOf(report), 1_000);
  const items = fill(report, ROOM - headline.length);
  const around = (list: readonly KnownBlock[], shown: number): readonly KnownBlock[] => {
    const note = noteOf(report, shown);
    return [
      rich(paragraph(bold(headline))),
      ...list,
      ...(note === '' ? [] : [rich(paragraph(plain(note)))]),
      askedBy(report.requestedBy, seenAt(report.at), ofLookup(report.lookup)),
    ];
  };
  const { table, shown } = historyTable(report, ROOM - headline.length);
  return {
    text: inert(headline, 1_000),
    blocks: around(items.length > 0 ? [rich(bullets(items))] : [], items.length),
    ...(table && { newer: { kind: 'data_table', blocks: around([table], shown) } }),
  };
}

function headlineOf({ rows, query }: HistoryReport): string {
  const about = aboutOf(query);
  const [first, ...others] = rows;
  if (first === undefined) return `No investigation${about} is remembered`;
  if (others.length === 0) return `The last investigation${about}: ${first.verdict}`;
  const counts = (['broken', 'degraded', 'inconclusive', 'healthy'] as const)
    .map((verdict) => [rows.filter((row) => row.verdict === verdict).length, verdict] as const)
    .filter(([count]) => count > 0)
    .map(([count, verdict]) => `${count === rows.length ? 'all' : count} ${verdict}`);
  return `The last ${rows.length} investigations${about}: ${counts.join(', ')}`;
}

/** ` of staging, job 19-7, with verdict broken and cause backend-down`. */
function aboutOf({ environment, check, jobId, verdict, cause, watched }: HistoryQuery): string {
  const of = [watched && 'watched jobs', environment, check && `check ${check}`, jobId && `job ${jobId}`]
    .filter(Boolean)
    .join(', ');
  const having = [verdict && `verdict ${verdict}`, cause && `cause ${cause}`].filter(Boolean).join(' and ');
  return `${of && ` of ${of}`}${having && ` with ${having}`}`;
}

function noteOf({ rows, hasMore }: HistoryReport, shown: number): string {
  const left = rows.length - shown;
  if (left > 0) return `${left} more do not fit into a message. Ask about less, for example with verdict=broken.`;
  if (!hasMore) return '';
  const how =
    rows.length < MOST_LISTED ? `count=${MOST_LISTED} lists more` : 'ask about less, for example with verdict=broken';
  return `There are older ones: ${how}.`;
}

function fill({ rows, query }: HistoryReport, room: number): readonly RichTextSection[] {
  const items = rows.map((row) => ({ row, item: itemOf(row, query) }));
  const lengthOf = ({ row, item }: (typeof items)[number]) => textLength([rich(item)]) + besideText(row);
  return firstOf(items, room, lengthOf).map(({ item }) => item);
}

function itemOf(row: HistoryRow, query: HistoryQuery): RichTextSection {
  const thread = threadOf(row);
  return paragraph(
    emoji(VERDICT_MARKS[row.verdict]),
    plain(` ${wordsOf(row, query)} · `),
    dateOf(row),
    ...askerOf(row),
    ...(thread ? [plain(' · '), thread] : []),
    ...noteOn(row),
  );
}

/** What all rows have in common stands in the headline. */
function wordsOf(row: HistoryRow, query: HistoryQuery): string {
  const parts = [
    row.cause === undefined ? row.verdict : `${row.verdict}: ${row.cause}`,
    ...(row.totalMs === undefined ? [] : [`consumer after ${formatDuration(row.totalMs)}`]),
    ...(query.environment === undefined ? [row.environment] : []),
    ...(row.jobId === undefined || query.jobId !== undefined ? [] : [`job ${row.jobId}`]),
    ...(row.check === undefined || query.check !== undefined ? [] : [`check ${row.check}`]),
    ...(row.watched && !query.watched ? ['watched'] : []),
  ];
  return oneLine(parts.join(' · '), 300);
}

function askerOf(row: HistoryRow): RichTextElement[] {
  if (row.watched) return [];
  return row.check === undefined || isSlackUser(row.requestedBy) ? [plain(' · by '), ...peopleOf(row)] : [];
}

function noteOn({ note }: HistoryRow): RichTextElement[] {
  if (note === undefined) return [];
  return [plain(' · note by '), personOf(note.by), plain(`: “${oneLine(note.words, 300)}”`)];
}
