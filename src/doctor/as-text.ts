import { cleanLine } from '#lib/clean.ts';
import type { Line, State } from './line.ts';

const MARKS: Readonly<Record<State, string>> = { ok: '✓', wrong: '✗', unknown: '?' };

/** A line each, and how many of which at the end. */
export function examinationText(lines: readonly Line[]): string {
  const told = lines.map((line) => `${MARKS[line.state]} ${cleanLine(lineText(line))}\n`);
  const counts = (['wrong', 'unknown', 'ok'] as const)
    .map((state) => ({ mark: MARKS[state], count: lines.filter((line) => line.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ mark, count }) => `${count} ${mark}`);
  return `${told.join('')}${counts.join(' · ')}\n`;
}

/** Such as `staging kubernetes: may not list pods → Add …`. */
export function lineText({ environment, part, found, mend }: Line): string {
  return `${environment === undefined ? '' : `${environment} `}${part}: ${found}${mend === undefined ? '' : ` → ${mend}`}`;
}

/** The worst first, without what is well. */
export function troublesOf(lines: readonly Line[]): readonly Line[] {
  return [...lines.filter(({ state }) => state === 'wrong'), ...lines.filter(({ state }) => state === 'unknown')];
}
