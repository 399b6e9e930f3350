import type { KnownBlock } from '@slack/types';
import type { ReportedLogLine } from '#investigation/report/report.ts';
import { clean } from '#lib/clean.ts';
import { counted } from '#lib/counted.ts';
import type { LogsReport } from '#lookups/logs/report.ts';
import { cut, oneLine } from './escape.ts';
import { firstOf, lineLength } from './fit.ts';
import { bold, paragraph, plain, preformatted, rich } from './rich.ts';

const MOST_ROOM = 6_000;
const LONGEST_LINE = 500;
/** For the words around the lines. */
const WORDS_ROOM = 800;

/** How much was logged, and the lines that tell most, as they are. `room` is how many characters it may take. */
export function logsLines(report: LogsReport, room: number): KnownBlock[] {
  const { logLines, counts, filter, source } = report;
  if (source === 'none' && counts.lines === 0 && logLines.length === 0) return [];
  const kept = firstOf(
    logLines.map((entry) => tellingLine(entry, logLines.some(isNew))),
    Math.min(MOST_ROOM, room - WORDS_ROOM),
    lineLength,
  );
  const asked = filter === undefined ? '' : ` Filter: ${oneLine(filter, 300)}.`;
  const title = paragraph(bold(countsOf(report)), plain(`.${asked}${order(kept.length, logLines.length)}`));
  if (kept.length === 0) return [rich(title)];
  const lines = rich(title, preformatted(kept.join('\n')));
  return logLines.slice(0, kept.length).some(isNew) ? [lines, news(report)] : [lines];
}

function isNew(line: ReportedLogLine): boolean {
  return line.isNew === true;
}

function countsOf({ counts, filter }: LogsReport): string {
  const { lines, errors, warnings } = counts;
  if (lines === 0) return filter === undefined ? 'No log line' : 'No log line passed the filter';
  return `${numbered(lines, 'log line')}: ${numbered(errors, 'error')}, ${numbered(warnings, 'warning')}`;
}

/** `1 error`, `12 errors`, `no errors`. */
export function numbered(count: number, noun: string): string {
  return count === 0 ? `no ${noun}s` : counted(count, noun);
}

function order(kept: number, all: number): string {
  if (kept === 0) return '';
  const some = kept < all ? ` (${kept} of ${all})` : '';
  return ` The most telling first${some}, times in UTC:`;
}

/** On one line; where it is too long it loses its end, but not how often it came. */
function tellingLine(entry: ReportedLogLine, marked: boolean): string {
  const mark = marked ? (isNew(entry) ? 'NEW  ' : '     ') : '';
  const often = cut(flat(repeated(entry)), 150);
  return `${mark}${logLine(entry, LONGEST_LINE - often.length)}${often}`;
}

/** A line of a log on one line, in columns as wide as the longest usual word. At most `max` UTF-16 units. */
export function logLine({ at, source, level, text }: ReportedLogLine, max: number): string {
  const columns = [at, source.padEnd(7), (level === 'unknown' ? '–' : level).padEnd(7), text];
  return cut(flat(columns.join('  ')).trim() || '–', max);
}

function repeated({ count, at, lastAt, every }: ReportedLogLine): string {
  if (count === undefined || count < 2) return '';
  const times = [`first ${at}`, lastAt && `last ${lastAt}`, every && `every ~${every}`].filter(Boolean);
  return [` ×${count}`, ...times].join(', ');
}

function flat(text: string): string {
  return clean(text).replaceAll('\n', ' ⏎ ');
}

function news({ environment }: LogsReport): KnownBlock {
  const place = oneLine(environment, 60);
  return rich(paragraph(bold('NEW: '), plain(`no earlier investigation of ${place} has logged this error.`)));
}
