import { counted } from '#lib/counted.ts';
import { joinFirst } from '#lib/join-words.ts';
import type { Accuracy, AccuracyRow, Counts, Looks } from './accuracy.ts';

/** How often verdicts held, in words: plain text, already redacted. */
export interface AccuracyReport extends AccuracyAsked {
  /** When the oldest verdict was asked for, ms since the epoch; absent where there is none. */
  readonly since?: number;
  /** The answer in one sentence. */
  readonly headline: string;
  /** What more there is to know, a sentence each. */
  readonly facts: readonly string[];
  readonly columns: readonly string[];
  /** Each has as many cells as there are columns; the most frequent cause first. */
  readonly rows: readonly (readonly string[])[];
}

/** Who asked, about what, and when. */
export interface AccuracyAsked {
  readonly lookup: string;
  /** Slack user id. */
  readonly requestedBy: string;
  /** ms since the epoch */
  readonly at: number;
  /** Of all where absent. */
  readonly environment?: string;
}

const COLUMNS = ['Cause', 'Verdicts', 'Right', 'Wrong', 'It was', 'Second look'];
const MOST_NAMED = 3;
/** Fewer marks are stories, no rate. */
const ENOUGH_MARKS = 10;

/** The same accuracy gives the same report. */
export function writeAccuracy({ rows, since }: Accuracy, asked: AccuracyAsked): AccuracyReport {
  return {
    ...asked,
    ...(since !== undefined && { since }),
    headline: headlineOf(rows, asked.environment),
    facts: rows.length === 0 ? [] : factsOf(rows),
    columns: COLUMNS,
    rows: rows.map(cellsOf),
  };
}

function headlineOf(rows: readonly AccuracyRow[], environment: string | undefined): string {
  const place = environment === undefined ? '' : ` in ${environment}`;
  const verdicts = sum(rows, (row) => row.verdicts);
  if (verdicts === 0) return `No verdict${place} is remembered that could be right or wrong`;
  const [right, wrong, named] = marksOf(rows);
  const marked = right + wrong + named;
  if (marked === 0) return `Nobody has said of ${counted(verdicts, 'verdict')}${place} whether it was right`;
  const told = named === 0 ? [] : [`${named} without a cause told what it was`];
  const marks = [`${right} right`, `${wrong} wrong`, ...told].join(', ');
  return `${marked} of ${counted(verdicts, 'verdict')}${place} ${marked === 1 ? 'was' : 'were'} marked: ${marks}`;
}

/** Right and wrong causes, and verdicts without one that somebody told. */
function marksOf(rows: readonly AccuracyRow[]): readonly [number, number, number] {
  const [named, open] = [rows.filter(({ cause }) => cause !== undefined), rows.filter(({ cause }) => !cause)];
  return [sum(named, ({ right }) => right), sum(named, ({ wrong }) => wrong), sum(open, ({ wrong }) => wrong)];
}

function factsOf(rows: readonly AccuracyRow[]): readonly string[] {
  const [right, wrong] = marksOf(rows);
  const worst = rows
    .filter((row) => row.cause !== undefined && row.wrong > 0)
    .toSorted((one, other) => other.wrong - one.wrong)
    .slice(0, MOST_NAMED);
  const looks = looksWords(totalLooks(rows));
  return [
    ...worst.map(
      (row) => `${row.cause} was wrong in ${row.wrong} of ${row.right + row.wrong} marked: ${wasWords(row)}`,
    ),
    ...(looks === '' ? [] : [`Ten minutes after a verdict the bot looked again: ${looks}`]),
    ...(right + wrong > 0 && right + wrong < ENOUGH_MARKS
      ? [`So few marks are no rate: it takes ${ENOUGH_MARKS} to say more`]
      : []),
    'What nobody marked counts neither as right nor as wrong',
  ];
}

function cellsOf(row: AccuracyRow): readonly string[] {
  const { cause, verdicts, right, wrong, looks } = row;
  const marks = cause === undefined ? ['–', '–'] : [String(right), String(wrong)];
  return [cause ?? 'not determined', String(verdicts), ...marks, wasWords(row) || '–', looksWords(looks) || '–'];
}

/** `2 × queue-missing, 1 × something else` */
function wasWords({ instead }: Pick<Counts, 'instead'>): string {
  const named = instead.map(({ cause, times }) => `${times} × ${cause ?? 'something else'}`);
  return named.length === 0 ? '' : joinFirst(named, MOST_NAMED);
}

/** `the next job got its consumer in 3 of 4, the backend was restarted in 1 of 4, the alert was over in 2 of 2` */
function looksWords({ taken, consumer, noConsumer, restarted, healed, open }: Looks): string {
  if (taken === 0) return '';
  const known = consumer + noConsumer;
  const alerts = healed + open;
  const parts = [
    ...(known === 0 ? [] : [`the next job got its consumer in ${consumer} of ${known}`]),
    ...(restarted === 0 ? [] : [`the backend was restarted in ${restarted} of ${taken}`]),
    ...(alerts === 0 ? [] : [`the alert was over in ${healed} of ${alerts}`]),
  ];
  return parts.length === 0 ? `${counted(taken, 'look')}, nothing to tell` : parts.join(', ');
}

function totalLooks(rows: readonly AccuracyRow[]): Looks {
  const of = (name: keyof Looks) => sum(rows, ({ looks }) => looks[name]);
  return {
    taken: of('taken'),
    consumer: of('consumer'),
    noConsumer: of('noConsumer'),
    restarted: of('restarted'),
    healed: of('healed'),
    open: of('open'),
  };
}

function sum<T>(items: readonly T[], pick: (item: T) => number): number {
  return items.reduce((total, item) => total + pick(item), 0);
}
