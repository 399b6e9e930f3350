import { usualWithRuns } from '#investigation/report/phases.ts';
import type { MilestoneRow, PhaseRow, Report } from '#investigation/report/report.ts';
import { clean } from '#lib/clean.ts';
import type { Reply } from '../message/content.ts';
import { oneLine } from './escape.ts';
import { bold, type Column, NUMBERS, paragraph, plain, rich, tableBlock, WORDS } from './rich.ts';

// Slack takes 100 rows of 20 cells and one table a message; these keep the text of all cells under 10,000 characters.
const MOST_ROWS = 40;
const LONGEST_CELL = 60;
const LONGEST_NOTE = 200;

/** When each thing happened, and who saw it. */
export function milestoneTable({ milestones }: Pick<Report, 'milestones'>): Reply {
  return table({
    title: 'When things happened',
    file: 'milestones.txt',
    columns: [WORDS, NUMBERS, WORDS],
    head: ['Milestone', 'When', 'Seen by'],
    rows: milestones.map((row) => [row.label, whenOf(row), row.witnesses.join(', ')]),
  });
}

/** How long each stretch took, against what is usual here. */
export function phaseTable({ phases, usualFrom }: Pick<Report, 'phases' | 'usualFrom'>): Reply {
  return table({
    title: 'Where the time went',
    ...(usualFrom !== undefined && { note: `What is usual: ${oneLine(usualFrom, LONGEST_NOTE)}` }),
    file: 'phases.txt',
    columns: [WORDS, NUMBERS, NUMBERS, WORDS],
    head: ['Phase', 'Took', 'Usual', 'Judgement'],
    rows: phases.map((row) => [row.label, row.took, usualWithRuns(row), JUDGEMENTS[row.judgement]]),
  });
}

const JUDGEMENTS: Readonly<Record<PhaseRow['judgement'], string>> = {
  usual: '✓ usual',
  longer: '✓ longer, not slow',
  slow: '⚠ slow',
  unfinished: '✗ unfinished',
};

/** `> 30.0 s` alone would read as a time at which it happened. */
function whenOf({ state, when }: MilestoneRow): string {
  if (state === 'reached') return when;
  const word = state === 'not-reached' ? 'not reached' : 'not seen';
  return when === '' || when.includes(word) ? when || word : `${word}, ${when}`;
}

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
