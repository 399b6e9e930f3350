import type { RichTextElement } from '@slack/types';
import type { HistoryRow } from '#lookups/history/report.ts';
import { isSlackUser, oneLine } from './escape.ts';
import { plain } from './rich.ts';
import { utcTime } from './when.ts';

/** In the reader's own zone. */
export function dateOf({ startedAt }: Pick<HistoryRow, 'startedAt'>): RichTextElement {
  const fallback = utcTime(startedAt);
  if (fallback === undefined) return plain('at an unknown time');
  return { type: 'date', timestamp: Math.floor(startedAt / 1_000), format: '{date_short_pretty} {time}', fallback };
}

const MOST_PEOPLE = 3;

/** All who asked for it. */
export function peopleOf({ requestedBy, alsoAskedBy = [] }: HistoryRow): RichTextElement[] {
  const more = 1 + alsoAskedBy.length - MOST_PEOPLE;
  return [
    personOf(requestedBy),
    ...alsoAskedBy.slice(0, MOST_PEOPLE - 1).flatMap((name) => [plain(', '), personOf(name)]),
    ...(more > 0 ? [plain(` and ${more} more`)] : []),
  ];
}

/** The room for what is no text in a row: its emoji, date, people and link. */
export function besideText({ link = '', alsoAskedBy = [] }: HistoryRow): number {
  return link.length + 20 + 12 * Math.min(alsoAskedBy.length, MOST_PEOPLE - 1);
}

export function personOf(name: string): RichTextElement {
  return isSlackUser(name) ? { type: 'user', user_id: name } : plain(oneLine(name, 80));
}

export function threadOf({ link }: Pick<HistoryRow, 'link'>): RichTextElement | undefined {
  return isLink(link) ? { type: 'link', url: link, text: 'thread' } : undefined;
}

function isLink(url: string | undefined): url is string {
  return url !== undefined && /^https:\/\/[\x21-\x7e]{1,500}$/.test(url);
}
