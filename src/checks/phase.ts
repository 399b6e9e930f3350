import type { CheckPhase, Mark } from './book.ts';
import type { Check } from './check.ts';

/** What came back must show more good runs before it is believed to be over: at most so many times more. */
const MOST_PATIENCE = 8;

/** The phase after a conclusive run. `reopened` is how often its incident came back. */
export function phaseAfter(before: CheckPhase, marks: readonly Mark[], check: Check, reopened: number): CheckPhase {
  const good = goodInARow(marks);
  if (before === 'alerting' || before === 'recovering') {
    if (isOver(marks, good, check.recoverAfter, reopened)) return 'ok';
    return good > 0 ? 'recovering' : 'alerting';
  }
  const failures = failuresThatCount(marks, check).length;
  // A late result may complete what failed before, but only one that failed itself can say what of.
  if (failures >= check.alertAfter.failures && good === 0) return 'alerting';
  return failures > 0 ? 'suspicious' : 'ok';
}

function isOver(marks: readonly Mark[], good: number, recoverAfter: number, reopened: number): boolean {
  if (good >= recoverAfter * Math.min(2 ** reopened, MOST_PATIENCE)) return true;
  // No more is remembered, so more cannot be asked for.
  return good >= recoverAfter && marks.length >= MOST_MARKS && marks.every(({ what }) => what !== 'failed');
}

const MOST_MARKS = 20;

/** The marks with this one at its place in time; undefined where it is known, or older than all that is remembered. */
export function addMark(marks: readonly Mark[], mark: Mark): readonly Mark[] | undefined {
  if (marks.some(({ id }) => id === mark.id)) return undefined;
  const [oldest] = marks;
  if (oldest && marks.length >= MOST_MARKS && mark.at <= oldest.at) return undefined;
  const place = marks.findLastIndex(({ at }) => at <= mark.at) + 1;
  return [...marks.slice(0, place), mark, ...marks.slice(place)].slice(-MOST_MARKS);
}

/** How many of the last conclusive runs were good, without one that failed between them. */
function goodInARow(marks: readonly Mark[]): number {
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
