import { repetition } from '#investigation/log-reading/repetition.ts';
import type { Report, ReportedLogLine } from '#investigation/report.ts';
import { clean } from '#lib/clean.ts';
import { cut, oneLine } from './escape.ts';
import type { Reply } from './reply.ts';
import { bold, paragraph, plain, preformatted, rich } from './rich.ts';

const ROOM = 7000;
const LONGEST_LINE = 700;

/** The most telling log lines, as they are: what people copy from here can be searched for. Undefined when there are none. */
export function logLinesReply({ logLines }: Pick<Report, 'logLines'>): Reply | undefined {
  const lines = logLines.map((entry) => line(entry, Number.POSITIVE_INFINITY));
  const kept = firstOf(logLines.map((entry) => line(entry, LONGEST_LINE)));
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

function flat(text: string): string {
  return clean(text).replaceAll('\n', ' ⏎ ');
}

function firstOf(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let used = 0;
  for (const text of lines) {
    used += text.length + 1;
    if (used > ROOM) break;
    kept.push(text);
  }
  return kept;
}

function wholeText(lines: readonly ReportedLogLine[]): string {
  const all = lines.map((entry) => {
    const { at, source, pod, level, text } = entry;
    return [at, source, pod, level, text].join('  ') + repetition(entry);
  });
  return `${clean(all.join('\n'))}\n`;
}
