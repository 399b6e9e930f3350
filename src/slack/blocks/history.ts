import type { RichTextElement, RichTextSection } from '@slack/types';
import type { HistoryQuery } from '#investigation/ask-history.ts';
import type { Verdict } from '#investigation/diagnosis.ts';
import type { HistoryReport, HistoryRow } from '#investigation/lookup/history-report.ts';
import { formatDuration } from '#lib/duration.ts';
import type { Content } from '../content.ts';
import { inert, isSlackUser, mention, oneLine } from './escape.ts';
import { bold, bullets, emoji, paragraph, plain, rich } from './rich.ts';
import { slackTime, utcTime } from './when.ts';

const EMOJI: Readonly<Record<Verdict, string>> = {
  healthy: 'large_green_circle',
  degraded: 'large_yellow_circle',
  broken: 'red_circle',
  inconclusive: 'white_circle',
};

/** Slack refuses messages with little more text than 10,000 characters in their blocks together. */
const ROOM = 8_500;

/** Past investigations in one message, the newest first: when, the verdict, its cause, how long it took, who asked, and a link. */
export function historyMessage(report: HistoryReport): Content {
  const headline = headlineOf(report);
  const { shown, items } = fill(report.rows);
  const left = report.rows.length - shown;
  const note =
    left > 0 ? `${left} more do not fit into a message; ask with count=${shown}, or narrower.` : more(report);
  return {
    text: inert(headline, 1_000),
    blocks: [
      rich(paragraph(bold(oneLine(headline, 1_000)))),
      ...(items.length > 0 ? [rich(bullets(items))] : []),
      ...(note === '' ? [] : [rich(paragraph(plain(note)))]),
      { type: 'context', elements: [{ type: 'mrkdwn', text: contextOf(report), verbatim: true }] },
    ],
  };
}

function headlineOf({ rows, query }: HistoryReport): string {
  const about = aboutOf(query);
  if (rows.length === 0) return `No investigation is remembered${about}`;
  const counts = (['broken', 'degraded', 'inconclusive', 'healthy'] as const)
    .map((verdict) => [rows.filter((row) => row.verdict === verdict).length, verdict] as const)
    .filter(([count]) => count > 0)
    .map(([count, verdict]) => `${count} ${verdict}`);
  const what = rows.length === 1 ? 'The last investigation' : `The last ${rows.length} investigations`;
  return `${what}${about}: ${counts.join(', ')}`;
}

function aboutOf({ environment, check, jobId, verdict, cause }: HistoryQuery): string {
  return [
    environment === undefined ? '' : ` of ${environment}`,
    check === undefined ? '' : ` of the check ${check}`,
    jobId === undefined ? '' : ` of job ${jobId}`,
    verdict === undefined ? '' : `, verdict ${verdict}`,
    cause === undefined ? '' : `, cause ${cause}`,
  ].join('');
}

function more({ hasMore }: HistoryReport): string {
  return hasMore ? 'There are older ones: ask with a larger count, or narrower.' : '';
}

function fill(rows: readonly HistoryRow[]): { shown: number; items: readonly RichTextSection[] } {
  const items: RichTextSection[] = [];
  let left = ROOM;
  for (const row of rows) {
    const words = wordsOf(row);
    left -= words.length + (row.link?.length ?? 0) + 20;
    if (left < 0) break;
    items.push(itemOf(row, words));
  }
  return { shown: items.length, items };
}

function itemOf(row: HistoryRow, words: string): RichTextSection {
  const link: RichTextElement[] =
    row.link === undefined ? [] : [plain(' · '), { type: 'link', url: row.link, text: 'thread' }];
  return paragraph(emoji(EMOJI[row.verdict]), plain(` ${words}`), ...askerOf(row), ...link);
}

function askerOf({ requestedBy, check }: HistoryRow): RichTextElement[] {
  if (isSlackUser(requestedBy)) return [plain(' · by '), { type: 'user', user_id: requestedBy }];
  return check === undefined ? [plain(` · by ${oneLine(requestedBy, 80)}`)] : [];
}

function wordsOf(row: HistoryRow): string {
  const parts = [
    utcTime(row.startedAt) ?? 'unknown time',
    row.cause === undefined ? row.verdict : `${row.verdict}: ${row.cause}`,
    row.totalMs === undefined ? 'no consumer' : `consumer ${formatDuration(row.totalMs)}`,
    row.environment,
    ...(row.jobId === undefined ? [] : [`job ${row.jobId}`]),
    ...(row.check === undefined ? [] : [`check ${row.check}`]),
  ];
  return oneLine(parts.join(' · '), 300);
}

function contextOf({ requestedBy, at, lookup }: HistoryReport): string {
  const time = slackTime(at);
  return [
    `Asked by ${mention(requestedBy)}`,
    ...(time === undefined ? [] : [`seen ${time}`]),
    `look-up ${inert(lookup, 60)}`,
  ].join(' · ');
}
