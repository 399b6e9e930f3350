import type { CheckPhase, Mark } from './book.ts';
import type { Check } from './check.ts';
import { failuresThatCount, goodInARow, MOST_MARKS } from './marks.ts';

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
