import type { Mark } from './book.ts';
import type { Check } from './check.ts';

export const MOST_MARKS = 20;

/** The marks with this one at its place in time; undefined where it is known, or older than all that is remembered. */
export function addMark(marks: readonly Mark[], mark: Mark): readonly Mark[] | undefined {
  if (marks.some(({ id }) => id === mark.id)) return undefined;
  const [oldest] = marks;
  if (oldest && marks.length >= MOST_MARKS && mark.at <= oldest.at) return undefined;
  const place = marks.findLastIndex(({ at }) => at <= mark.at) + 1;
  return [...marks.slice(0, place), mark, ...marks.slice(place)].slice(-MOST_MARKS);
}

/** How many of the last conclusive runs were good, without one that failed between them. */
export function goodInARow(marks: readonly Mark[]): number {
  const runs = conclusive(marks);
  return runs.length - 1 - runs.findLastIndex(isFailed);
}

/** The failed runs that count towards an alert: among the last `of` conclusive ones since the check was well. */
export function failuresThatCount(marks: readonly Mark[], { alertAfter, recoverAfter }: Check): readonly Mark[] {
  let runs: Mark[] = [];
  let good = 0;
  for (const run of conclusive(marks)) {
    good = isFailed(run) ? 0 : good + 1;
    runs = good >= recoverAfter ? [] : [...runs, run];
  }
  return runs.slice(-alertAfter.of).filter(isFailed);
}

/** What came since the last conclusive run and saw nothing: blind runs, and ticks without one. */
export function blindMarks(marks: readonly Mark[]): readonly Mark[] {
  const since = marks.findLastIndex((mark) => isGood(mark) || isFailed(mark)) + 1;
  return marks.slice(since).filter(({ what }) => what === 'blind' || what === 'missed');
}

function conclusive(marks: readonly Mark[]): readonly Mark[] {
  return marks.filter((mark) => isGood(mark) || isFailed(mark));
}

function isGood({ what }: Mark): boolean {
  return what === 'ok' || what === 'warn';
}

function isFailed({ what }: Mark): boolean {
  return what === 'failed';
}
