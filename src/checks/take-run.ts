import { takeBlind } from './blindness.ts';
import type { Book, Mark } from './book.ts';
import type { Check } from './check.ts';
import { openIncident, raise, recover } from './incidents.ts';
import { NOT_DETERMINED } from './judge.ts';
import { addMark, blindMarks, failuresThatCount } from './marks.ts';
import { noteTrouble, optional, type Trouble } from './members.ts';
import { changed, stateOf, withIncident, withState } from './pages.ts';
import { phaseAfter } from './phase.ts';
import type { RunResult } from './run.ts';

/** A run came to its end. What is known already, or is of another environment than the check's, changes nothing. */
export function takeRun(book: Book, check: Check, result: RunResult, checks: readonly Check[]): Book {
  const state = stateOf(book, check.name);
  const marks = addMark(state.marks, markOf(result));
  if (!marks || result.environment !== check.environment) return book;
  const marked = withState(book, check.name, { ...state, marks });
  if (result.outcome === 'blind') return takeBlind(marked, check, troubleOf(result), checks);
  const seeing = seeAgain(marked, check, result.endedAt);
  return takeConclusive(seeing, check, result, checks);
}

function markOf({ run, startedAt, outcome, cause, investigation }: RunResult): Mark {
  return { id: run, at: startedAt, what: outcome, ...optional({ cause, investigation }, ['cause', 'investigation']) };
}

function troubleOf(result: RunResult): Trouble {
  const { run: id, check, startedAt, endedAt: at, headline } = result;
  const cause = result.cause ?? NOT_DETERMINED;
  const details = optional(result, ['nextStep', 'investigation', 'jobId']);
  return { id, check, since: startedAt, lastRunAt: startedAt, at, cause, headline, runs: 1, ...details };
}

/** The first conclusive run ends blindness. */
function seeAgain(book: Book, { name }: Check, at: number): Book {
  const { blindSince, ...state } = stateOf(book, name);
  if (blindSince === undefined || blindMarks(state.marks).length > 0) return book;
  return recover(withState(book, name, state), name, 'blindness', at);
}

function takeConclusive(book: Book, check: Check, result: RunResult, checks: readonly Check[]): Book {
  const { confirmAt: _, ...state } = stateOf(book, check.name);
  const incident = openIncident(book, check.name, 'failure');
  const phase = phaseAfter(state.phase, state.marks, check, incident?.reopened ?? 0);
  const isSurprising = phase === 'suspicious' || (phase === 'recovering' && state.phase === 'alerting');
  const confirmAt = isSurprising && !state.paused ? { confirmAt: result.endedAt + check.confirmAfterMs } : {};
  const moved = withState(book, check.name, { ...state, phase, ...confirmAt });
  if (result.outcome === 'failed') return takeFailed(moved, check, troubleOf(result), checks);
  if (phase === 'ok') return recover(moved, check.name, 'failure', result.endedAt);
  if (phase !== 'recovering' || incident?.state !== 'alerting') return moved;
  return withIncident(moved, changed(incident, { state: 'recovering' }));
}

function takeFailed(book: Book, check: Check, trouble: Trouble, checks: readonly Check[]): Book {
  const incident = openIncident(book, check.name, 'failure');
  if (incident) return withIncident(book, noteTrouble(incident, trouble));
  const { phase, marks } = stateOf(book, check.name);
  if (phase !== 'alerting') return book;
  const failures = failuresThatCount(marks, check);
  const since = failures[0]?.at ?? trouble.since;
  return raise(book, check, 'failure', { ...trouble, since, runs: Math.max(1, failures.length) }, checks);
}
