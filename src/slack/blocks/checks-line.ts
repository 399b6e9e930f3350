import type { Mark } from '#checks/book.ts';
import type { SkipReason } from '#checks/run.ts';
import { ageWords } from '#investigation/lookup/jobs/age.ts';
import type { CheckRow } from './checks.ts';
import { conditionOf, MARKS, WORDS } from './checks-condition.ts';
import { inert, mention } from './escape.ts';
import { link } from './incident-markup.ts';

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
export function fullWords(row: CheckRow, at: number): string {
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
export function fewWords(row: CheckRow, at: number): string {
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
    ? [...(condition === 'paused' ? [] : [word]), `paused by ${mention(row.paused.by)}`].join(', ')
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
