import type { KnownBlock } from '@slack/types';
import type { Alternative, Report } from '#investigation/report.ts';
import { oneLine } from './escape.ts';
import { bold, paragraph, plain, rich } from './rich.ts';

const MOST = 5;
const LONGEST = 160;

/** What it could be where no cause is named, in a line: what fits in words, what was not excluded by name. */
export function couldBe({ cause, alternatives = [] }: Pick<Report, 'cause' | 'alternatives'>): KnownBlock[] {
  const shown = alternatives.slice(0, MOST);
  if (cause !== undefined || shown.length === 0) return [];
  const possible = shown
    .filter(({ standing }) => standing === 'possible')
    .map(({ summary }) => oneLine(summary, LONGEST));
  const open = shown.filter(({ standing }) => standing === 'not-excluded').map(({ id }) => oneLine(id, 60));
  const unasked = open.length === 0 ? [] : [`not excluded: ${open.join(', ')}`];
  return [rich(paragraph(bold('Could be: '), plain([...possible, ...unasked].join('; '))))];
}

/** A point for each, with whether it fits or could not be asked. */
export function alternativePoints(alternatives: readonly Alternative[] = []): readonly string[] {
  return alternatives.map(({ id, summary, standing }) =>
    standing === 'possible' ? `It fits (${id}): ${summary}` : `Not excluded (${id}): ${summary}`,
  );
}
