import { joinFirst } from '#lib/join-words.ts';
import type { DiffReport } from '#lookups/diff/report.ts';
import type { Content } from '../message/content.ts';
import { inert, oneLine } from './escape.ts';
import { fitPoints } from './fit.ts';
import { answer, askedBy, inPlace, ofLookup } from './frame.ts';
import { bold, paragraph, preformatted, rich, tableBlock, WORDS } from './rich.ts';

const LONGEST_CELL = 90;
const LONGEST_LINE = 180;

/** Two runs side by side: the difference in a sentence, a row for each thing, and what only one complains of. */
export function diffMessage({ headline, columns, rows, facts, logs, ...report }: DiffReport): Content {
  const { text, block } = answer('mag', headline);
  const cells = [columns, ...rows].map((row) => row.map((cell) => cell || ' '));
  return {
    text,
    blocks: [
      block,
      tableBlock(
        columns.map(() => WORDS),
        cells,
        LONGEST_CELL,
      ),
      ...fitPoints('Between them', facts).blocks,
      ...logs.map(({ of, lines }) =>
        rich(
          paragraph(bold(`Only in the logs of ${oneLine(of, 60)}`)),
          preformatted(lines.map((line) => oneLine(line, LONGEST_LINE)).join('\n')),
        ),
      ),
      askedBy(
        report.requestedBy,
        inPlace(report.environment),
        '`!` is more than the errors allow',
        ofLookup(report.lookup),
      ),
    ],
  };
}

/** Said only to who asked: which of the two is not known. */
export function unknownRuns(environment: string, unknown: readonly string[]): Content {
  const names = joinFirst(
    unknown.map((run) => inert(run, 40)),
    2,
  );
  return {
    text: `Nothing was compared: no investigation of ${names} in ${inert(environment, 100)} is remembered. \`/focus history ${inert(environment, 60)}\` lists those that are, with their jobs.`,
  };
}
