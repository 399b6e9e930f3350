import { clean } from '#lib/clean.ts';
import type { Reply } from '../message/content.ts';
import { oneLine } from './escape.ts';
import { bold, type Column, paragraph, plain, rich, tableBlock } from './rich.ts';

// Slack takes 100 rows of 20 cells and one table a message; these keep the text of all cells under 10,000 characters.
const MOST_ROWS = 40;
const LONGEST_CELL = 60;

/** A message with a title, words under it and one table. */
export interface TableWords {
  readonly title: string;
  /** Stands under the title. */
  readonly note?: string;
  readonly file: string;
  readonly columns: Column[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** At most 40 rows are shown; where there are more, all are in the file. */
export function table({ title, note, file, columns, head, rows }: TableWords): Reply {
  const kept = rows.slice(0, MOST_ROWS);
  const shown = kept.length < rows.length ? `${title} (${kept.length} of ${rows.length}, all in the file)` : title;
  const content = {
    text: shown,
    blocks: [
      rich(paragraph(bold(shown)), ...(note === undefined ? [] : [paragraph(plain(note))])),
      tableBlock(columns, [head, ...kept], LONGEST_CELL),
    ],
  };
  const whole = [head, ...rows].map((row) => row.map((text) => oneLine(text, 1000)).join(' | ')).join('\n');
  return kept.length < rows.length ? { content, file: { filename: file, title, content: clean(whole) } } : { content };
}
