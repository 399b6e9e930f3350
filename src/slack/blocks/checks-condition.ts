import type { CheckRow } from './checks.ts';

/** How a check stands, the worst first. */
const conditions = ['failing', 'blind', 'suspicious', 'recovering', 'slow', 'unknown', 'paused', 'well'] as const;
export type CheckCondition = (typeof conditions)[number];

/** A mark and a word: the condition is never told by colour alone. */
export const MARKS: Readonly<Record<CheckCondition, string>> = {
  failing: 'red_circle',
  blind: 'white_circle',
  suspicious: 'large_yellow_circle',
  recovering: 'large_yellow_circle',
  slow: 'large_yellow_circle',
  unknown: 'white_circle',
  paused: 'double_vertical_bar',
  well: 'large_green_circle',
};

export const WORDS: Readonly<Record<CheckCondition, string>> = {
  failing: 'failing',
  blind: 'blind',
  suspicious: 'suspicious',
  recovering: 'recovering',
  slow: 'slow',
  unknown: 'not run yet',
  paused: 'paused',
  well: 'well',
};

export function rankOf(condition: CheckCondition): number {
  return conditions.indexOf(condition);
}

/** That it is paused hides no trouble, and no run is not a good run. */
export function conditionOf({ phase, blindSince, paused, marks }: CheckRow): CheckCondition {
  if (phase === 'alerting') return 'failing';
  const last = marks.findLast(({ what }) => what !== 'skipped' && what !== 'missed');
  if (blindSince !== undefined || last?.what === 'blind') return 'blind';
  if (phase !== 'ok') return phase;
  if (paused) return 'paused';
  if (last === undefined) return 'unknown';
  return last.what === 'warn' ? 'slow' : 'well';
}
