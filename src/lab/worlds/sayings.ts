import { rules } from '#investigation/rules/index.ts';
import type { Truth } from './truth.ts';

const VERDICTS = ['healthy', 'degraded', 'broken', 'inconclusive'];

/** What may be said of a run: a verdict, or the id of the rule whose cause it was. */
export const sayings: readonly string[] = [...VERDICTS, ...rules.map(({ id }) => id).toSorted()];

/** Those that are right; where no rule knows the cause, a verdict that names none. */
export function rightSayings({ right, because, fate, unwell }: Truth): readonly string[] {
  const causes = [...new Set(right.ids)];
  if (causes.length > 0) return unwell ? causes : ['healthy', ...causes];
  if (!unwell && because.length === 0) return fate === 'edge' ? ['healthy', 'degraded'] : ['healthy'];
  return fate === 'none' ? ['broken', 'inconclusive'] : ['degraded', 'inconclusive'];
}
