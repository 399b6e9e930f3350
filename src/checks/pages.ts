import type { Book, CheckState, Incident } from './book.ts';
import type { Check } from './check.ts';

const FRESH: CheckState = { phase: 'ok', marks: [] };

/** Names come from settings and ids from buttons: one like `constructor` must not find what every object has. */
export function stateOf({ checks }: Book, check: string): CheckState {
  return (Object.hasOwn(checks, check) ? checks[check] : undefined) ?? FRESH;
}

export function incidentOf({ incidents }: Book, id: string | undefined): Incident | undefined {
  return id !== undefined && Object.hasOwn(incidents, id) ? incidents[id] : undefined;
}

export function checkNamed(checks: readonly Check[], name: string): Check | undefined {
  return checks.find((check) => check.name === name);
}

export function withState(book: Book, check: string, state: CheckState): Book {
  return { ...book, checks: { ...book.checks, [check]: state } };
}

export function withoutState(book: Book, check: string): Book {
  const { [check]: gone, ...checks } = book.checks;
  return gone ? { ...book, checks } : book;
}

/** The same book where the incident is as it was. */
export function withIncident(book: Book, incident: Incident): Book {
  if (incidentOf(book, incident.id) === incident) return book;
  return { ...book, incidents: { ...book.incidents, [incident.id]: incident } };
}

export function withoutIncident(book: Book, id: string): Book {
  const { [id]: gone, ...incidents } = book.incidents;
  return gone ? { ...book, incidents } : book;
}

/** A change that the message shows. */
export function changed(incident: Incident, change: Partial<Incident>): Incident {
  return { ...incident, ...change, revision: incident.revision + 1 };
}
