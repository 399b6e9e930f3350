import type { Book } from './book.ts';
import type { Check } from './check.ts';
import type { BookEvent } from './events.ts';
import { openIncident, raise } from './incidents.ts';
import { addMark, blindMarks } from './marks.ts';
import { noteTrouble, type Trouble } from './members.ts';
import { stateOf, withIncident, withState } from './pages.ts';

/** The cause of blindness where ticks passed without a worker. */
export const NO_WORKER = 'no-worker';

type Missed = BookEvent & { readonly kind: 'missed' };

/**
 * A blind run, marked already. Blind is who has seen nothing so often in a row as alerts take failures; one run that
 * sees, sees. What is known of failures stays as it was.
 */
export function takeBlind(book: Book, check: Check, trouble: Trouble, checks: readonly Check[]): Book {
  const { confirmAt, ...state } = stateOf(book, check.name);
  const stretch = blindMarks(state.marks);
  // A late result from before the last run that saw something.
  if (!stretch.some(({ id }) => id === trouble.id)) return book;
  const blindSince = Math.min(state.blindSince ?? trouble.since, trouble.since);
  const told = { ...trouble, headline: headline(trouble, blindSince), since: blindSince };
  const seen = withState(book, check.name, { ...state, blindSince });
  const incident = openIncident(book, check.name, 'blindness');
  if (incident) return withIncident(seen, noteTrouble(incident, told));
  const runs = stretch.length - 1 + trouble.runs;
  if (runs >= check.alertAfter.failures) return raise(seen, check, 'blindness', { ...told, runs }, checks);
  if (state.paused) return seen;
  return withState(seen, check.name, { ...state, blindSince, confirmAt: trouble.at + check.confirmAfterMs });
}

/** Ticks without a worker. They count as so many blind runs, unless somebody paused the check or people heard of it. */
export function takeMissed(book: Book, check: Check, missed: Missed, checks: readonly Check[]): Book {
  const { tick, from, to, at, count } = missed;
  const state = stateOf(book, check.name);
  const marks = addMark(state.marks, { id: tick, at: to, what: 'missed' });
  if (!marks) return book;
  const marked = withState(book, check.name, { ...state, marks });
  if (state.paused || missed.isTold) return marked;
  const about = { id: tick, check: check.name, since: from, lastRunAt: to, at, cause: NO_WORKER, runs: count };
  return takeBlind(marked, check, { ...about, headline: 'no worker runs it' }, checks);
}

function headline({ headline: what }: Trouble, since: number): string {
  const [day, time] = new Date(since).toISOString().split('T');
  return `Cannot check since ${day} ${time?.slice(0, 5)} UTC: ${what}`;
}
