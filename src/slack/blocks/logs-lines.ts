import type { KnownBlock } from '@slack/types';
import { repetition } from '#investigation/report/repetition.ts';
import type { Report, ReportedLogLine } from '#investigation/report/report.ts';
import { clean } from '#lib/clean.ts';
import { counted } from '#lib/counted.ts';
import type { LogsReport } from '#lookups/logs/report.ts';
import type { Reply } from '../message/content.ts';
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

const REPLY_ROOM = 7000;
const LONGEST_REPLY_LINE = 700;

/** The most telling log lines, as they are: what people copy from here can be searched for. Undefined when there are none. */
export function logLinesReply({ logLines }: Pick<Report, 'logLines'>): Reply | undefined {
  const lines = logLines.map((entry) => line(entry, Number.POSITIVE_INFINITY));
  const kept = firstOf(
    logLines.map((entry) => line(entry, LONGEST_REPLY_LINE)),
    REPLY_ROOM,
    lineLength,
  );
  if (kept.length === 0) return undefined;
  const whole = kept.length === lines.length && kept.every((text, index) => text === lines[index]);
  const title = `Log lines, the most telling first${whole ? '' : ` (${kept.length} of ${lines.length})`}`;
  const pods = [...new Set(logLines.map(({ pod }) => oneLine(pod, 80)))].slice(0, 4).join(', ');
  const content = {
    text: title,
    blocks: [rich(paragraph(bold(title), plain(` from ${pods}`)), preformatted(kept.join('\n')))],
  };
  if (whole) return { content };
  return { content, file: { filename: 'log-lines.txt', title: 'Log lines', content: wholeText(logLines) } };
}

/** On one line; where it is too long it loses its end, but not how often it came. */
function line(entry: ReportedLogLine, longest: number): string {
  const { at, source, level, text } = entry;
  const often = flat(repetition(entry));
  return (
    cut(cut(flat([at, source, level, text].join('  ')).trim(), Math.max(1, longest - often.length)) + often, longest) ||
    '–'
  );
}

function wholeText(lines: readonly ReportedLogLine[]): string {
  const all = lines.map((entry) => {
    const { at, source, pod, level, text } = entry;
    return [at, source, pod, level, text].join('  ') + repetition(entry);
  });
  return `${clean(all.join('\n'))}\n`;
}
