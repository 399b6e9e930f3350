import { clean, cleanLine } from '#lib/clean.ts';

/** Pieces of Markdown (GitHub's dialect) that a text from outside cannot break out of. */

// Whatever may begin emphasis, code, a link, a tag, an entity, a formula or a table's cell.
const MEANINGFUL = /[\\`*[\]<|~$]|&(?=#?\w+;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|#(?=#*$)/gu;
// Whatever may make a heading, a list, a quotation or a rule of a line.
const LEADING = /^(?:[#>=]|-(?=[-\s]|$)|\+(?=\s|$)|\d{1,9}(?=[.)](?:\s|$)))/;

/** A text as it is, on one line, where it means nothing but itself: in a paragraph, a heading, a list. */
export function prose(text: string): string {
  return inline(text).replace(LEADING, (mark) => (/\d/.test(mark) ? `${mark}\\` : `\\${mark}`));
}

function inline(text: string): string {
  return cleanLine(text).replace(MEANINGFUL, '\\$&');
}

/** A text as code on one line. Not for tables: their cells end at a pipe, also in code. */
export function code(text: string): string {
  const line = cleanLine(text);
  const fence = '`'.repeat(longestRun(line) + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

/** Lines as they are, in a fence longer than any inside. */
export function fenced(lines: readonly string[]): string {
  const body = lines.map((line) => clean(line).replaceAll('\n', ' ')).join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(body) + 1));
  return `${fence}text\n${body}\n${fence}`;
}

/** A table of texts from outside; each row has as many cells as the head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(inline).join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}

function longestRun(text: string): number {
  return [...text.matchAll(/`+/g)].reduce((longest, [run]) => Math.max(longest, run.length), 0);
}
