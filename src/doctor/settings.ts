import { counted } from '#lib/counted.ts';
import { type Finding, ok, wrong } from './line.ts';

export interface Read {
  readonly mistakes: readonly string[];
  readonly environments: readonly unknown[];
  readonly checks: readonly unknown[];
}

/** What came of reading them, a line a mistake. */
export function settingsFindings({ mistakes, environments, checks }: Read): readonly Finding[] {
  if (mistakes.length > 0) return mistakes.map((mistake) => wrong(mistake));
  return [ok(`${counted(environments.length, 'environment')}, ${counted(checks.length, 'check')}`)];
}
