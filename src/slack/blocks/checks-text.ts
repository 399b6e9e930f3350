import { clean, cleanLine } from '#lib/clean.ts';
import type { CheckRow } from './checks.ts';
import { conditionOf, WORDS } from './checks-condition.ts';
import { signs, timesOf } from './checks-line.ts';
import type { AttachedText } from './reply.ts';
import { utcTime } from './when.ts';

/** All checks as a text to attach, a line each. */
export function checksFile(rows: readonly CheckRow[], at: number): AttachedText {
  const lines = rows.map((row) => {
    const { name, environment, what, lastHeadline } = row;
    const state =
      row.paused && conditionOf(row) !== 'paused' ? `${WORDS[conditionOf(row)]}, paused` : WORDS[conditionOf(row)];
    const parts = [name, environment, what, state, signs(row, 20), ...timesOf(row, at), lastHeadline ?? ''];
    return parts
      .filter((part) => part !== '')
      .map(cleanLine)
      .join(' | ');
  });
  const text = [`${rows.length} checks, ${utcTime(at) ?? ''}`, ...lines].join('\n');
  return { filename: 'checks.txt', title: 'All checks', content: `${clean(text)}\n` };
}
