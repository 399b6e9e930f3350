import type { Book, Incident, Notice } from './book.ts';
import type { Check } from './check.ts';
import { isReady } from './escalation.ts';
import { isHushed, isQuiet } from './hush.ts';

export interface DueNotice {
  readonly incident: Incident;
  readonly notice: Notice;
}

/**
 * What may be told now, the oldest incident first and each in its order: one that cannot be told holds up those of its
 * incident that come after it. Nothing in quiet hours; what is due then is due at their end.
 */
export function dueNotices(book: Book, checks: readonly Check[], at: number): readonly DueNotice[] {
  return Object.values(book.incidents)
    .filter(({ notices }) => notices.length > 0)
    .toSorted((a, b) => a.openedAt - b.openedAt)
    .filter((incident) => !isQuiet(incident, checks, at))
    .flatMap((incident) =>
      incident.notices
        .filter((notice) => isReady(incident, notice) && !isUntimely(book, incident, notice, checks, at))
        .map((notice) => ({ incident, notice })),
    );
}

/** The incidents whose message shows less than is known. An edit makes no noise, so it may be made at any time. */
export function staleMessages(book: Book, _checks: readonly Check[], _at: number): readonly Incident[] {
  return Object.values(book.incidents).filter(({ isTold, shown, revision }) => isTold && shown < revision);
}

/** Reminders and escalations that were ready before maintenance or a pause began. */
function isUntimely(
  book: Book,
  incident: Incident,
  { news, tried }: Notice,
  checks: readonly Check[],
  at: number,
): boolean {
  if (tried || (news.kind !== 'reminder' && news.kind !== 'escalated')) return false;
  return isHushed(book, incident, checks, at);
}
