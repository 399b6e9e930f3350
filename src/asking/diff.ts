import type { Mistake } from './limits.ts';
import { jobIdOf, type Mistaken, type Places, readEnvironment } from './places.ts';
import { readWords, shown, tidy } from './words.ts';

/** What must be typed of two runs, for help. */
export const diffArguments = [
  {
    name: 'A, B',
    example: '19-7 19-8',
    allowed: 'two runs of the environment, each by its job’s id or by the reference of its investigation',
  },
] as const;

export type AskedDiff =
  | {
      readonly kind: 'diff';
      readonly environment: string;
      /** Ids of jobs or investigations, as they were typed. */
      readonly runs: readonly [string, string];
    }
  | Mistaken;

/** As the queue makes them: ten characters, a letter first. */
const REFERENCE = /^[a-z][a-z0-9]{9}$/;

/** Understands `A B [environment]` in any order: two runs that may be compared, or all that is wrong at once. */
export function parseDiff(text: string, places: Places): AskedDiff {
  const words = tidy(text).split(/\s+/).filter(Boolean);
  const isPlace = (word: string) => places.environments.some((name) => name.toLowerCase() === word.toLowerCase());
  const runs = words.flatMap((word) => (isPlace(word) ? [] : (runOf(word) ?? [])));
  const typed = readWords(
    words.filter((word) => isPlace(word) || runOf(word) === undefined),
    ['environment'],
  );
  const place = readEnvironment(typed, places);
  const mistakes = [...typed.mistakes, ...place.mistakes, ...countMistakes([...new Set(runs)], runs.length)];
  const [one, other] = runs;
  if (one === undefined || other === undefined || mistakes.length > 0) return { kind: 'mistakes', mistakes };
  return { kind: 'diff', environment: place.environment, runs: [one, other] };
}

function runOf(word: string): string | undefined {
  const lower = word.toLowerCase();
  return jobIdOf(word) ?? (REFERENCE.test(lower) ? lower : undefined);
}

const EACH_IS = 'each is a job’s id, such as 19-7, or the reference of an investigation';

function countMistakes(different: readonly string[], typed: number): readonly Mistake[] {
  const argument = 'runs';
  if (typed === 2 && different.length === 2) return [];
  if (different.length > 2)
    return [{ argument, message: `${different.map(shown).join(', ')} are more than two runs; compare two at a time` }];
  if (typed > different.length)
    return [{ argument, message: `${shown(different[0] ?? '')} is compared with itself; name two runs` }];
  const [one] = different;
  const there = one === undefined ? 'two runs are missing' : `a second run is missing beside ${shown(one)}`;
  return [{ argument, message: `${there}; ${EACH_IS}` }];
}
