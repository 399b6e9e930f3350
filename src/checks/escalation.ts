import { type Book, changed, checkNamed, type Incident, type Notice, stateOf } from './book.ts';
import type { Check } from './check.ts';
import { isUnrecovered, optional, speaking } from './members.ts';
import { addNotice, isSnoozed, withStep } from './notices.ts';
import { inQuietHours, maintenanceUntil } from './quiet-hours.ts';

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
  if (incident.state !== 'alerting' || isSnoozed(incident, at) || isHeldBack(book, incident, checks, at))
    return incident;
  const unacknowledgedForMs = at - (waiting.at - waiting.news.unacknowledgedForMs);
  const ready = { ...waiting, news: { ...waiting.news, unacknowledgedForMs } };
  const notices = [...incident.notices.filter((notice) => notice !== waiting), ready];
  return changed(withStep(incident, at, ready.news), { escalatedAt: at, notices });
}

/** False for an escalation whose time has not come. */
function isReady({ escalatedAt }: Incident, notice: Notice): boolean {
  return !isEscalation(notice) || notice.tried || escalatedAt !== undefined;
}

function isEscalation({ news }: Notice): boolean {
  return news.kind === 'escalated';
}

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

/** Reminders, ends of snoozes and escalations that were ready before maintenance or a pause began. */
function isUntimely(
  book: Book,
  incident: Incident,
  { news, tried }: Notice,
  checks: readonly Check[],
  at: number,
): boolean {
  if (tried || !['reminder', 'woken', 'escalated'].includes(news.kind)) return false;
  return isHeldBack(book, incident, checks, at);
}

/** Nothing of it is posted now: every check that has the trouble is in its quiet hours. */
export function isQuiet(incident: Incident, checks: readonly Check[], at: number): boolean {
  return everyCheck(incident, checks, (check) => inQuietHours(check, at));
}

/** Nobody is reminded of it now: every check that has the trouble is in quiet hours or maintenance, or paused. */
export function isHeldBack(book: Book, incident: Incident, checks: readonly Check[], at: number): boolean {
  return everyCheck(
    incident,
    checks,
    (check) =>
      stateOf(book, check.name).paused !== undefined ||
      inQuietHours(check, at) ||
      maintenanceUntil(check.maintenance, at) !== undefined,
  );
}

function everyCheck(incident: Incident, checks: readonly Check[], holds: (check: Check) => boolean): boolean {
  return speaking(incident).every((member) => {
    const check = checkNamed(checks, member.check);
    return check !== undefined && holds(check);
  });
}
