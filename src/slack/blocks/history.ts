import type { RichTextElement, RichTextSection } from '@slack/types';
import { type HistoryQuery, MOST_LISTED } from '#asking/history.ts';
import { formatDuration } from '#lib/duration.ts';
import type { HistoryReport, HistoryRow } from '#lookups/history/report.ts';
import type { Content } from '../message/content.ts';
import { inert, isSlackUser, oneLine } from './escape.ts';
import { firstOf, textLength } from './fit.ts';
import { askedBy, ofLookup, seenAt } from './frame.ts';
import { bold, bullets, emoji, paragraph, plain, rich } from './rich.ts';
import { VERDICT_MARKS } from './root.ts';
import { utcTime } from './when.ts';

/** Slack refuses messages with little more text than 10,000 characters in their blocks together. The note and the context need some. */
const ROOM = 9_400;
/** For what is no text in a row: its emoji, date and asker. */
const OTHERS = 20;

/**
 * Past investigations in one message, in their order: the verdict, its cause, how long it took, what it was about, when,
 * who asked, and a link. Within Slack's limits for any rows, and inert whatever their texts are.
 */
export function historyMessage(report: HistoryReport): Content {
  const headline = oneLine(headlineOf(report), 1_000);
  const items = fill(report, ROOM - headline.length);
  const note = noteOf(report, items.length);
  return {
    text: inert(headline, 1_000),
    blocks: [
      rich(paragraph(bold(headline))),
      ...(items.length > 0 ? [rich(bullets(items))] : []),
      ...(note === '' ? [] : [rich(paragraph(plain(note)))]),
      askedBy(report.requestedBy, seenAt(report.at), ofLookup(report.lookup)),
    ],
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
function aboutOf({ environment, check, jobId, verdict, cause }: HistoryQuery): string {
  const of = [environment, check && `check ${check}`, jobId && `job ${jobId}`].filter(Boolean).join(', ');
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
  const lengthOf = ({ row, item }: (typeof items)[number]) =>
    textLength([rich(item)]) + (row.link?.length ?? 0) + OTHERS;
  return firstOf(items, room, lengthOf).map(({ item }) => item);
}

function itemOf(row: HistoryRow, query: HistoryQuery): RichTextSection {
  const link: RichTextElement[] = isLink(row.link)
    ? [plain(' · '), { type: 'link', url: row.link, text: 'thread' }]
    : [];
  return paragraph(
    emoji(VERDICT_MARKS[row.verdict]),
    plain(` ${wordsOf(row, query)} · `),
    dateOf(row),
    ...askerOf(row),
    ...link,
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
  ];
  return oneLine(parts.join(' · '), 300);
}

/** In the reader's own zone. */
function dateOf({ startedAt }: HistoryRow): RichTextElement {
  const fallback = utcTime(startedAt);
  if (fallback === undefined) return plain('at an unknown time');
  return { type: 'date', timestamp: Math.floor(startedAt / 1_000), format: '{date_short_pretty} {time}', fallback };
}

function askerOf({ requestedBy, check }: HistoryRow): RichTextElement[] {
  if (isSlackUser(requestedBy)) return [plain(' · by '), { type: 'user', user_id: requestedBy }];
  return check === undefined ? [plain(` · by ${oneLine(requestedBy, 80)}`)] : [];
}

function noteOn({ note }: HistoryRow): RichTextElement[] {
  if (note === undefined) return [];
  const by = isSlackUser(note.by) ? ({ type: 'user', user_id: note.by } as const) : plain(oneLine(note.by, 80));
  return [plain(' · note by '), by, plain(`: “${oneLine(note.words, 300)}”`)];
}

function isLink(url: string | undefined): url is string {
  return url !== undefined && /^https:\/\/[\x21-\x7e]{1,500}$/.test(url);
}
