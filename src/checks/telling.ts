import type { Book, Incident } from './book.ts';
import type { Check } from './check.ts';
import { armEscalation } from './escalation.ts';
import { incidentOf, withIncident } from './pages.ts';

/** From now on it may be in Slack. */
export function markTried(book: Book, id: string, key: string): Book {
  const incident = incidentOf(book, id);
  if (!incident?.notices.some((notice) => notice.key === key && !notice.tried)) return book;
  const notices = incident.notices.map((notice) => (notice.key === key ? { ...notice, tried: true } : notice));
  return withIncident(book, { ...incident, notices });
}

/** It is in Slack. Reminders and escalation count from when the incident was told. */
export function markTold(book: Book, id: string, key: string, at: number, checks: readonly Check[]): Book {
  const incident = incidentOf(book, id);
  const told = incident?.notices.find((notice) => notice.key === key);
  if (!incident || !told) return book;
  const rest: Incident = { ...incident, notices: incident.notices.filter((notice) => notice !== told) };
  if (told.news.kind !== 'opened') return withIncident(book, rest);
  return withIncident(book, armEscalation({ ...rest, isTold: true, remindedAt: at }, checks, at));
}

export function markShown(book: Book, id: string, revision: number): Book {
  const incident = incidentOf(book, id);
  if (!incident || revision <= incident.shown || revision > incident.revision) return book;
  return withIncident(book, { ...incident, shown: revision });
}
