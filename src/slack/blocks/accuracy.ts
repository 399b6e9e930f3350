import type { KnownBlock } from '@slack/types';
import type { AccuracyReport } from '#lookups/history/accuracy-report.ts';
import type { Content } from '../message/content.ts';
import { oneLine } from './escape.ts';
import { firstOf, fitPoints } from './fit.ts';
import { answer, askedBy, inPlace, ofLookup, seenAt } from './frame.ts';
import { NUMBERS, paragraph, plain, rich, tableBlock, WORDS } from './rich.ts';
import { slackTime } from './when.ts';

/** Slack takes 100 rows, and little more than 10,000 characters in a message. */
const MOST_ROWS = 60;
const ROOM = 6_500;
const LONGEST_CELL = 160;

/**
 * How often verdicts held in one message: the answer, what more there is to know, and a table by cause. Within Slack's
 * limits for any report, and inert whatever its texts are.
 */
export function accuracyMessage(report: AccuracyReport): Content {
  const { text, block } = answer('dart', report.headline);
  const since = report.since === undefined ? undefined : slackTime(report.since);
  return {
    text,
    blocks: [
      block,
      ...fitPoints('What to know', report.facts).blocks,
      ...tableOf(report),
      askedBy(
        report.requestedBy,
        report.environment === undefined ? 'all environments' : inPlace(report.environment),
        since && `since ${since}`,
        seenAt(report.at),
        ofLookup(report.lookup),
      ),
    ],
  };
}

function tableOf({ columns, rows }: AccuracyReport): readonly KnownBlock[] {
  if (rows.length === 0) return [];
  const cut = rows.slice(0, MOST_ROWS).map((row) => columns.map((_, i) => oneLine(row[i] ?? '', LONGEST_CELL)));
  const shown = firstOf(cut, ROOM, (row) => row.join('').length);
  const left = rows.length - shown.length;
  const more = left === 0 ? [] : [rich(paragraph(plain(`${left} more causes do not fit into a message.`)))];
  return [tableBlock([WORDS, NUMBERS, NUMBERS, NUMBERS, WORDS, WORDS], [columns, ...shown]), ...more];
}
