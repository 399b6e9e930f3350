import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { CheckPhase, Mark, Pause, SkipReason } from '#checks/book.ts';
import { endOfPause } from '#checks/pauses.ts';
import { clean, cleanLine } from '#lib/clean.ts';
import { counted } from '#lib/counted.ts';
import { ageWords } from '#lib/duration.ts';
import { joinFirst } from '#lib/join-words.ts';
import { isCheckName } from '../actions/values.ts';
import type { AttachedText, Reply } from '../message/content.ts';
import { inert, mention } from './escape.ts';
import { firstOf, lineLength, textLength } from './fit.ts';
import { seenAt } from './frame.ts';
import { button, context, link, section } from './rich.ts';
import { utcTime } from './when.ts';

/** One check, as it stands. Times are ms since the epoch. */
export interface CheckRow {
  readonly name: string;
  readonly environment: string;
  /** What it asks, in a few words: `timing, every 15 min`. */
  readonly what: string;
  /** It judges what others start: nobody can run it. */
  readonly onlyWatches?: true;
  readonly phase: CheckPhase;
  readonly blindSince?: number;
  readonly paused?: Pause;
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
  const shown = firstOf(lines, ROOM - headline.length - textLength(top) - SECTION / 4, lineLength);
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
  const total = counted(rows.length, 'check');
  if (others.every((row) => conditionOf(row) === 'well') && failing.length === 0)
    return rows.length === 1
      ? `${inert(rows[0]?.name ?? '', 60)}, the only check, is well.`
      : `${rows.length === 2 ? 'Both checks' : `All ${total}`} are well.`;
  const rest = others.length === 0 ? '' : `; ${countsOf(others)}`;
  if (failing.length === 0) return `None of ${total} fails${rest}.`;
  const names = failing.map(({ name }) => inert(name, 60));
  return `${failing.length} of ${total} ${failing.length === 1 ? 'fails' : 'fail'}: ${joinFirst(names, MOST_NAMES)}${rest}.`;
}

/** `1 blind, 4 well`, the worst first as the rows are. */
function countsOf(rows: readonly CheckRow[]): string {
  const counts = new Map<CheckCondition, number>();
  for (const row of rows) counts.set(conditionOf(row), (counts.get(conditionOf(row)) ?? 0) + 1);
  return [...counts].map(([condition, count]) => `${count} ${WORDS[condition]}`).join(', ');
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
  return context(['the last runs, the newest right: ● good ◐ slow ○ failed ◌ blind · none', seenAt(at) ?? []].flat());
}

/** Run, and pause or resume; none for a name that no check can have. */
function checkButtons({ name, paused, onlyWatches }: CheckRow): ActionsBlock[] {
  if (!isCheckName(name)) return [];
  const run = button({ id: `run-check:${name}`, label: 'Run now', spoken: `Run check ${name} now`, value: name });
  const other = paused
    ? button({ id: `resume-check:${name}`, label: 'Resume', spoken: `Resume check ${name}`, value: name })
    : button({ id: `pause-check:${name}`, label: 'Pause', spoken: `Pause check ${name}`, value: name });
  return [{ type: 'actions', elements: onlyWatches ? [other] : [run, other] }];
}

/** How a check stands, the worst first. */
const conditions = ['failing', 'blind', 'suspicious', 'recovering', 'slow', 'unknown', 'paused', 'well'] as const;
export type CheckCondition = (typeof conditions)[number];

/** A mark and a word: the condition is never told by colour alone. */
export const MARKS: Readonly<Record<CheckCondition, string>> = {
  failing: 'red_circle',
  blind: 'white_circle',
  suspicious: 'large_yellow_circle',
  recovering: 'large_yellow_circle',
  slow: 'large_yellow_circle',
  unknown: 'white_circle',
  paused: 'double_vertical_bar',
  well: 'large_green_circle',
};

export const WORDS: Readonly<Record<CheckCondition, string>> = {
  failing: 'failing',
  blind: 'blind',
  suspicious: 'suspicious',
  recovering: 'recovering',
  slow: 'slow',
  unknown: 'not run yet',
  paused: 'paused',
  well: 'well',
};

export function rankOf(condition: CheckCondition): number {
  return conditions.indexOf(condition);
}

/** That it is paused hides no trouble, and no run is not a good run. */
export function conditionOf({ phase, blindSince, paused, marks }: CheckRow): CheckCondition {
  if (phase === 'alerting') return 'failing';
  const last = marks.findLast(({ what }) => what !== 'skipped' && what !== 'missed');
  if (blindSince !== undefined || last?.what === 'blind') return 'blind';
  if (phase !== 'ok') return phase;
  if (paused) return 'paused';
  if (last === undefined) return 'unknown';
  return last.what === 'warn' ? 'slow' : 'well';
}

const MOST_MARKS = 20;
/** Links to messages in Slack have about 80 characters. */
const LONGEST_LINK = 150;
const SIGNS: Readonly<Record<Mark['what'], string>> = {
  ok: '●',
  warn: '◐',
  failed: '○',
  blind: '◌',
  skipped: '·',
  missed: '·',
};

/** All that is said of a check in the message: how it stands, its last runs, when, and what the last one said. */
function fullWords(row: CheckRow, at: number): string {
  const { name, environment, what, lastHeadline } = row;
  const title = `*${inert(name, 60)}* (${inert(environment, 60)}; ${inert(what, 80)}): ${standing(row, at)}`;
  const runs = [signs(row, MOST_MARKS), ...timesOf(row, at)].filter((part) => part !== '').join(' · ');
  const said = lastHeadline === undefined ? '' : `It said: ${inert(lastHeadline, 160)}`;
  const alert = row.link && row.link.length <= LONGEST_LINK ? link(row.link, 'its alert') : undefined;
  const lines = [
    `:${MARKS[conditionOf(row)]}: ${title}`,
    runs,
    [said, ...(alert ? [`(${alert})`] : [])].join(' ').trim(),
  ];
  return lines.filter((line) => line !== '').join('\n');
}

/** The same in one short line. */
function fewWords(row: CheckRow, at: number): string {
  const condition = conditionOf(row);
  const line = `:${MARKS[condition]}: *${inert(row.name, 60)}* (${inert(row.environment, 40)}): ${WORDS[condition]}`;
  const [last] = timesOf(row, at);
  return [line, signs(row, 5), ...(last === undefined ? [] : [last])].filter((part) => part !== '').join(' · ');
}

export function signs({ marks }: CheckRow, most: number): string {
  return marks
    .slice(-most)
    .map(({ what }) => SIGNS[what])
    .join('');
}

function standing(row: CheckRow, at: number): string {
  const condition = conditionOf(row);
  const since = row.blindSince === undefined ? '' : ` for ${age(row.blindSince, at)}`;
  const word = condition === 'blind' ? `cannot see enough${since}` : WORDS[condition];
  return row.paused
    ? [
        ...(condition === 'paused' ? [] : [word]),
        `paused by ${mention(row.paused.by)} for ${age(at, endOfPause(row.paused))} more`,
      ].join(', ')
    : word;
}

/** When it last ran, why not since, and when it runs next. */
export function timesOf({ marks, nextAt, paused }: CheckRow, at: number): string[] {
  const last = marks.findLast(isRun);
  const newest = marks.at(-1);
  return [
    ...(last === undefined ? [] : [`last run ${age(last.at, at)} ago`]),
    ...(newest === undefined || isRun(newest) ? [] : [`${notRun(newest)} ${age(newest.at, at)} ago`]),
    ...(nextAt === undefined || paused ? [] : [nextAt <= at ? 'next now' : `next in ${age(at, nextAt)}`]),
  ];
}

function isRun({ what }: Mark): boolean {
  return what !== 'skipped' && what !== 'missed';
}

const REASONS: Readonly<Record<SkipReason, string>> = {
  busy: 'yielded to people’s investigations',
  'near-capacity': 'yielded because the environment was nearly full',
  maintenance: 'left out for maintenance',
  overlap: 'left out because its last run had not ended',
  paused: 'left out because it was paused',
};

function notRun({ what, why }: Mark): string {
  if (what === 'missed') return 'missed because no worker was up';
  return why === undefined ? 'left out' : REASONS[why];
}

function age(from: number, to: number): string {
  return ageWords(Math.max(0, to - from));
}

/** All checks as a text to attach, a line each. */
function checksFile(rows: readonly CheckRow[], at: number): AttachedText {
  const lines = rows.map((row) => {
    const { name, environment, what, lastHeadline } = row;
    const state =
      row.paused && conditionOf(row) !== 'paused' ? `${WORDS[conditionOf(row)]}, paused` : WORDS[conditionOf(row)];
    const parts = [name, environment, what, state, signs(row, 20), ...timesOf(row, at), lastHeadline ?? ''];
    return parts
      .filter((part) => part !== '')
      .map(cleanLine)
      .join(' | ');
  });
  const text = [`${rows.length} checks, ${utcTime(at) ?? ''}`, ...lines].join('\n');
  return { filename: 'checks.txt', title: 'All checks', content: `${clean(text)}\n` };
}
