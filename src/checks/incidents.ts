import {
  type Book,
  changed,
  type Incident,
  type IncidentKind,
  incidentOf,
  type News,
  stateOf,
  withIncident,
  withoutIncident,
  withState,
} from './book.ts';
import { mayBeHeard } from './calls.ts';
import type { Check } from './check.ts';
import { armEscalation } from './escalation.ts';
import {
  inFewWords,
  isUnrecovered,
  memberOf,
  newMember,
  noteTrouble,
  type Trouble,
  withProof,
  withTrouble,
} from './members.ts';
import {
  addNews,
  addNotice,
  hasUntried,
  isSnoozed,
  mayBeInSlack,
  without,
  withoutPassing,
  withStep,
} from './notices.ts';
import { nextTicks } from './schedule.ts';

/** The field of a check's state that names its open incident. */
const FIELD = { failure: 'failing', blindness: 'blind' } as const;

export function openIncident(book: Book, check: string, kind: IncidentKind): Incident | undefined {
  return incidentOf(book, stateOf(book, check)[FIELD[kind]]);
}

/**
 * The check is sure of its trouble: it joins the open incident of the same cause, comes back to its own, or opens one.
 * So a storm is one message, and so is flapping.
 */
export function raise(book: Book, check: Check, kind: IncidentKind, trouble: Trouble, checks: readonly Check[]): Book {
  const here = Object.values(book.incidents).filter(
    (incident) =>
      incident.kind === kind && incident.environment === check.environment && incident.channel === check.channel,
  );
  const same = sameCause(here, trouble) ?? here.find((incident) => isOpen(incident) && memberOf(incident, check.name));
  const last = same ? undefined : lastOwn(here, check, trouble);
  const incident = same
    ? join(same, trouble, checks)
    : last
      ? reopen(last, trouble, checks)
      : open(check, kind, trouble);
  const state = { ...stateOf(book, check.name), [FIELD[kind]]: incident.id };
  return withIncident(withState(book, check.name, state), incident);
}

function isOpen({ state }: Incident): boolean {
  return state !== 'resolved';
}

function sameCause(incidents: readonly Incident[], { cause }: Trouble): Incident | undefined {
  return incidents.find(
    (incident) =>
      isOpen(incident) && incident.members.some((member) => isUnrecovered(member) && member.cause === cause),
  );
}

/** The check's last incident, if this began so soon after it that it counts as the same trouble. */
function lastOwn(incidents: readonly Incident[], check: Check, { since }: Trouble): Incident | undefined {
  const own = incidents.filter((incident) => !isOpen(incident) && memberOf(incident, check.name));
  const last = own.toSorted((a, b) => (a.resolvedAt ?? 0) - (b.resolvedAt ?? 0)).at(-1);
  const resolvedAt = last?.resolvedAt ?? 0;
  return since - resolvedAt < reopenMs(check, resolvedAt) ? last : undefined;
}

function join(incident: Incident, trouble: Trouble, checks: readonly Check[]): Incident {
  const { check, at } = trouble;
  if (memberOf(incident, check)) return armEscalation(noteTrouble(incident, trouble), checks, at);
  const joined = changed(incident, {
    members: [...incident.members, newMember(trouble)],
    state: 'alerting',
    since: Math.min(incident.since, trouble.since),
  });
  const told = addNews(joined, `joined:${check}`, at, { kind: 'joined', check, headline: inFewWords(trouble) });
  return armEscalation(withProof(told, at), checks, at);
}

function reopen(incident: Incident, trouble: Trouble, checks: readonly Check[]): Incident {
  const { acknowledged, snoozed, resolvedAt, remindedAt, escalatedAt, note, ...kept } = incident;
  const reopened = incident.reopened + 1;
  // "Recovered" and "it is back" in one breath tell nothing: nobody heard that it was over, and it is not.
  const wasHeard = !hasUntried(incident, 'recovered');
  const noted = note ? withStep(kept, note.at, { kind: 'noted', ...note }) : kept;
  const again: Incident = {
    ...without(noted, ['recovered']),
    reopened,
    remindedAt: trouble.at,
    ...(snoozed?.until === undefined ? {} : { snoozed }),
  };
  const { at } = trouble;
  const news = { kind: 'reopened', headline: inFewWords(trouble) } as const;
  // Its words say what it is this time, so another cause is no news besides.
  const told = wasHeard
    ? withTrouble(addNews(again, `reopened:${reopened}`, at, news), trouble)
    : noteTrouble(withStep(again, at, news), trouble);
  return armEscalation(told, checks, at);
}

function open({ name, environment, channel }: Check, kind: IncidentKind, trouble: Trouble): Incident {
  const { since, at, id: run } = trouble;
  const id = incidentId(kind, fingerprintOf({ name, environment }, trouble.cause), run, trouble.lastRunAt);
  const members = [newMember(trouble)];
  const life = { state: 'alerting', reopened: 0, isTold: false, notices: [], revision: 1, shown: 0 } as const;
  const opened = { id, kind, environment, channel, since, openedAt: at, members, ...life };
  return withProof(addNotice(opened, 'opened', at, { kind: 'opened' }), at);
}

/** The check's trouble is over, and with the last member's the incident. */
export function recover(book: Book, check: string, kind: IncidentKind, at: number): Book {
  const left = leave(book, check, kind, at);
  if (!left) return book;
  const { incident } = left;
  if (incident.members.some(isUnrecovered))
    return withIncident(left.book, withProof({ ...incident, state: 'recovering' }, at));
  const runs = incident.members.reduce((sum, member) => sum + member.runs, 0);
  return resolve(left.book, incident, at, { kind: 'recovered', afterMs: Math.max(0, at - incident.since), runs });
}

/** Its check is no longer configured: nobody will see the end of it. */
export function abandon(book: Book, check: string, kind: IncidentKind, at: number): Book {
  const left = leave(book, check, kind, at);
  if (!left) return book;
  if (left.incident.members.some(isUnrecovered)) return withIncident(left.book, withProof(left.incident, at));
  return resolve(left.book, left.incident, at, { kind: 'abandoned', check });
}

function leave(book: Book, check: string, kind: IncidentKind, at: number) {
  const incident = openIncident(book, check, kind);
  if (!incident) return undefined;
  const { [FIELD[kind]]: _, ...state } = stateOf(book, check);
  const members = incident.members.map((member) => (member.check === check ? { ...member, recoveredAt: at } : member));
  return { book: withState(book, check, state), incident: changed(incident, { members }) };
}

/** What nobody heard of, nobody hears the end of. */
function resolve(book: Book, incident: Incident, at: number, end: End): Book {
  if (!mayBeInSlack(incident) && !mayBeHeard(incident)) return withoutIncident(book, incident.id);
  const over = withStep(withoutPassing({ ...incident, state: 'resolved', resolvedAt: at }), at, end);
  if (hasUntried(incident, 'reopened') && !isSnoozed(incident, at)) return withIncident(book, over);
  return withIncident(book, addNotice(over, `${end.kind}:${over.reopened}`, at, end));
}

type End = Extract<News, { readonly kind: 'recovered' | 'abandoned' }>;

/** What makes two troubles the same one: never prose, ids or times. */
function fingerprintOf({ name, environment }: Pick<Check, 'name' | 'environment'>, cause: string): string {
  return `${environment}/${name}/${cause}`;
}

/** The same for every delivery of the same run; letters and digits. */
function incidentId(kind: IncidentKind, fingerprint: string, run: string, at: number): string {
  return `${Math.max(0, Math.trunc(at)).toString(36)}${hash(`${kind} ${fingerprint} ${run}`)}`;
}

/** FNV-1a, 32 bits. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value >>> 0).toString(36);
}

const LEAST_MS = 30 * 60_000;
/** A check that runs once a night has another trouble on the next one. */
const MOST_MS = 4 * 60 * 60_000;

/**
 * How long a trouble that is over and comes back counts as the same one: two rounds of the check, half an hour at least
 * and four hours at most. ms
 */
function reopenMs({ schedule }: Check, resolvedAt: number): number {
  return Math.min(MOST_MS, Math.max(LEAST_MS, twoRoundsMs(schedule, resolvedAt)));
}

function twoRoundsMs(schedule: Check['schedule'], from: number): number {
  if (schedule.kind === 'every') return 2 * schedule.everyMs;
  const ticks = nextTicks(schedule, from, 3);
  return (ticks.at(-1) ?? 0) - (ticks[0] ?? 0);
}
