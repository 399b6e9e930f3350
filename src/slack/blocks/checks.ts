import type { KnownBlock } from '@slack/types';
import type { CheckPhase, Mark } from '#checks/book.ts';
import { checkButtons } from './checks-buttons.ts';
import { type CheckCondition, conditionOf, MARKS, rankOf, WORDS } from './checks-condition.ts';
import { fewWords, fullWords } from './checks-line.ts';
import { checksFile } from './checks-text.ts';
import { inert } from './escape.ts';
import { context, section } from './incident-markup.ts';
import type { Reply } from './reply.ts';
import { textLength } from './text-length.ts';
import { slackTime } from './when.ts';

/** One check, as it stands. Times are ms since the epoch. */
export interface CheckRow {
  readonly name: string;
  readonly environment: string;
  /** What it asks, in a few words: `timing, every 15 min`. */
  readonly what: string;
  readonly phase: CheckPhase;
  readonly blindSince?: number;
  readonly paused?: { readonly by: string; readonly at: number };
  /** The oldest first. */
  readonly marks: readonly Mark[];
  readonly nextAt?: number;
  /** What its last run said. */
  readonly lastHeadline?: string;
  /** The https link to the message of its open incident. */
  readonly link?: string;
}

/** Slack refuses messages with little more text than 10,000 characters in their blocks together. */
const ROOM = 9_600;
const MOST_BUTTONS = 10;
const SECTION = 2_900;
const MOST_NAMES = 5;

/**
 * All checks in one message, the worst first: the answer, then a line and buttons for each of the first ten, then as
 * many lines as it takes, then how the others are. Those are whole in the file. Within Slack's limits for any rows,
 * and inert whatever their texts are. `at`: when they were so, ms since the epoch.
 */
export function checksMessage(rows: readonly CheckRow[], at: number): Reply {
  const sorted = rows.toSorted((one, other) => rankOf(conditionOf(one)) - rankOf(conditionOf(other)));
  const [worst] = sorted;
  const mark = worst === undefined ? 'white_circle' : MARKS[conditionOf(worst)];
  const headline = `:${mark}: ${headlineOf(sorted)}`;
  const top = sorted.slice(0, MOST_BUTTONS).flatMap((row) => [section(fullWords(row, at)), ...checkButtons(row)]);
  const lines = sorted.slice(MOST_BUTTONS).map((row) => fewWords(row, at));
  const shown = beginning(lines, ROOM - headline.length - textLength(top) - SECTION / 4);
  const left = sorted.slice(MOST_BUTTONS + shown.length);
  const content = {
    text: headline,
    blocks: [section(`*${headline}*`), ...top, ...sections(shown), ...leftOut(left), legend(at)],
  };
  return left.length === 0 ? { content } : { content, file: checksFile(sorted, at) };
}

/** `2 of 7 checks fail: a, b; 1 blind, 4 well.` */
function headlineOf(rows: readonly CheckRow[]): string {
  if (rows.length === 0) return 'There are no checks: focus.yml has none.';
  const failing = rows.filter((row) => conditionOf(row) === 'failing');
  const others = rows.filter((row) => conditionOf(row) !== 'failing');
  const total = `${rows.length} ${rows.length === 1 ? 'check' : 'checks'}`;
  if (others.every((row) => conditionOf(row) === 'well') && failing.length === 0)
    return rows.length === 1
      ? `${inert(rows[0]?.name ?? '', 60)}, the only check, is well.`
      : `${rows.length === 2 ? 'Both checks' : `All ${total}`} are well.`;
  const rest = others.length === 0 ? '' : `; ${countsOf(others)}`;
  if (failing.length === 0) return `None of ${total} fails${rest}.`;
  const names = failing.slice(0, MOST_NAMES).map(({ name }) => inert(name, 60));
  const more = failing.length > MOST_NAMES ? ` and ${failing.length - MOST_NAMES} more` : '';
  return `${failing.length} of ${total} ${failing.length === 1 ? 'fails' : 'fail'}: ${names.join(', ')}${more}${rest}.`;
}

/** `1 blind, 4 well`, the worst first as the rows are. */
function countsOf(rows: readonly CheckRow[]): string {
  const counts = new Map<CheckCondition, number>();
  for (const row of rows) counts.set(conditionOf(row), (counts.get(conditionOf(row)) ?? 0) + 1);
  return [...counts].map(([condition, count]) => `${count} ${WORDS[condition]}`).join(', ');
}

function beginning(lines: readonly string[], room: number): readonly string[] {
  let left = room;
  const end = lines.findIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  return end === -1 ? lines : lines.slice(0, end);
}

function sections(lines: readonly string[]): KnownBlock[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last === undefined || last.length + line.length + 1 > SECTION) texts.push(line);
    else texts[texts.length - 1] = `${last}\n${line}`;
  }
  return texts.map(section);
}

function leftOut(rows: readonly CheckRow[]): KnownBlock[] {
  return rows.length === 0 ? [] : [section(`And ${rows.length} more: ${countsOf(rows)}.`)];
}

function legend(at: number): KnownBlock {
  const time = slackTime(at);
  return context([
    'the last runs, the newest right: ● good ◐ slow ○ failed ◌ blind · none',
    ...(time === undefined ? [] : [`seen ${time}`]),
  ]);
}
