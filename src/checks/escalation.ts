import type { Book, Incident, Notice } from './book.ts';
import type { Check } from './check.ts';
import { isHushed } from './hush.ts';
import { isUnrecovered, optional } from './members.ts';
import { addNotice, isSnoozed } from './notices.ts';
import { changed, checkNamed } from './pages.ts';

/**
 * From when people know of it, an escalation waits among the notices; its `at` is when it may be told at the earliest.
 * One an episode, of the first member that has one.
 */
export function armEscalation(incident: Incident, checks: readonly Check[], at: number): Incident {
  const { isTold, state, acknowledged, escalatedAt } = incident;
  if (!isTold || state === 'resolved' || acknowledged || escalatedAt !== undefined) return incident;
  if (incident.notices.some(isEscalation)) return incident;
  const escalate = incident.members
    .filter(isUnrecovered)
    .map((member) => checkNamed(checks, member.check)?.escalate)
    .find((escalation) => escalation !== undefined);
  if (!escalate) return incident;
  const unacknowledgedForMs = escalate.afterMs;
  return addNotice(incident, `escalated:${incident.reopened}`, at + escalate.afterMs, {
    kind: 'escalated',
    unacknowledgedForMs,
    ...optional(escalate, ['channel', 'group']),
  });
}

/** Lets the escalation go that has waited for its time, unless somebody has it in hand, or wants no noise now. */
export function escalate(book: Book, incident: Incident, checks: readonly Check[], at: number): Incident {
  const waiting = incident.notices.find((notice) => isEscalation(notice) && !isReady(incident, notice));
  if (!waiting || waiting.at > at || waiting.news.kind !== 'escalated') return incident;
  if (incident.state !== 'alerting' || isSnoozed(incident, at) || isHushed(book, incident, checks, at)) return incident;
  const unacknowledgedForMs = at - (waiting.at - waiting.news.unacknowledgedForMs);
  const ready = { ...waiting, news: { ...waiting.news, unacknowledgedForMs } };
  const notices = [...incident.notices.filter((notice) => notice !== waiting), ready];
  return changed(incident, { escalatedAt: at, notices });
}

/** False for an escalation whose time has not come. */
export function isReady({ escalatedAt }: Incident, notice: Notice): boolean {
  return !isEscalation(notice) || notice.tried || escalatedAt !== undefined;
}

function isEscalation({ news }: Notice): boolean {
  return news.kind === 'escalated';
}
