import type { Book } from './book.ts';
import type { BookEvent } from './events.ts';
import { optional } from './members.ts';
import { addNotice, without, withoutDisturbing } from './notices.ts';
import { changed, incidentOf, stateOf, withIncident, withState } from './pages.ts';

type Of<K extends BookEvent['kind']> = BookEvent & { readonly kind: K };

/** Somebody has it in hand: nobody is reminded any more. The first one counts. */
export function acknowledge(book: Book, { incident: id, by, at }: Of<'acknowledge'>): Book {
  const incident = incidentOf(book, id);
  if (!incident || incident.state === 'resolved' || incident.acknowledged) return book;
  const calm = without(changed(incident, { acknowledged: { by, at } }), ['reminder', 'escalated']);
  return withIncident(book, addNotice(calm, `acknowledged:${Math.trunc(at)}`, at, { kind: 'acknowledged', by }));
}

/** The newest one counts. */
export function snooze(book: Book, { incident: id, by, at, ...event }: Of<'snooze'>): Book {
  const incident = incidentOf(book, id);
  if (!incident || incident.state === 'resolved') return book;
  if (incident.snoozed && incident.snoozed.at >= at) return book;
  const terms = { by, ...optional(event, ['until', 'reason']) };
  const calm = withoutDisturbing(changed(incident, { snoozed: { ...terms, at } }));
  return withIncident(book, addNotice(calm, `snoozed:${Math.trunc(at)}`, at, { kind: 'snoozed', ...terms }));
}

export function pause(book: Book, { check, by, at }: Of<'pause'>): Book {
  const { confirmAt, ...state } = stateOf(book, check);
  return state.paused ? book : withState(book, check, { ...state, paused: { by, at } });
}

export function resume(book: Book, { check }: Of<'resume'>): Book {
  const { paused, ...state } = stateOf(book, check);
  return paused ? withState(book, check, state) : book;
}
