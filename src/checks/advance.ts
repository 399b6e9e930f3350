import {
  type Book,
  type BookEvent,
  changed,
  checkNamed,
  type Incident,
  incidentOf,
  type Mark,
  type RunResult,
  stateOf,
  withIncident,
  withState,
} from './book.ts';
import { takeCall, withCalls } from './calls.ts';
import type { Check } from './check.ts';
import { armEscalation } from './escalation.ts';
import { openIncident, raise, recover } from './incidents.ts';
import { NO_WORKER, NOT_DETERMINED } from './judge-timing.ts';
import { noteTrouble, optional, type Trouble } from './members.ts';
import { happened, without, withoutDisturbing } from './notices.ts';
import { passTime } from './pass-time.ts';
import { markPauseTold, pause, resume } from './pauses.ts';
import { addMark, blindMarks, failuresThatCount, phaseAfter } from './phase.ts';

export const emptyBook: Book = { version: 1, checks: {}, incidents: {} };

/**
 * The book after an event. No I/O, no clock: the same events give the same book. An event that comes twice, or speaks of
 * a check or an incident that is not known, gives the same book back, and so does one that changes nothing.
 */
export function advance(book: Book, event: BookEvent, checks: readonly Check[]): Book {
  return withCalls(book, step(book, event, checks), event.at, checks);
}

function step(book: Book, event: BookEvent, checks: readonly Check[]): Book {
  switch (event.kind) {
    case 'time':
      return passTime(book, event.at, checks);
    case 'acknowledge':
      return acknowledge(book, event);
    case 'snooze':
      return snooze(book, event);
    case 'note':
      return note(book, event);
    case 'telling':
      return markTried(book, event.incident, event.key);
    case 'told':
      return markTold(book, event.incident, event.key, event.at, checks);
    case 'calling':
    case 'called':
    case 'call-failed':
      return takeCall(book, event);
    case 'shown':
      return markShown(book, event.incident, event.revision);
    case 'run':
    case 'skipped':
    case 'missed':
    case 'pause':
    case 'resume':
    case 'pause-told':
    case 'confirming':
      return advanceCheck(book, event, checks);
  }
}

type CheckEvent = BookEvent & {
  readonly kind: 'run' | 'skipped' | 'missed' | 'pause' | 'resume' | 'pause-told' | 'confirming';
};

function advanceCheck(book: Book, event: CheckEvent, checks: readonly Check[]): Book {
  const check = checkNamed(checks, event.kind === 'run' ? event.result.check : event.check);
  if (!check) return book;
  switch (event.kind) {
    case 'run':
      return takeRun(book, check, event.result, checks);
    case 'missed':
      return takeMissed(book, check, event, checks);
    case 'skipped':
      return takeSkipped(book, check, { id: event.tick, at: event.at, what: 'skipped', why: event.why });
    case 'pause':
      return pause(book, event);
    case 'resume':
      return resume(book, event);
    case 'pause-told':
      return markPauseTold(book, event);
    case 'confirming':
      return endConfirmation(book, check);
  }
}

function takeSkipped(book: Book, { name }: Check, mark: Mark): Book {
  const state = stateOf(book, name);
  const marks = addMark(state.marks, mark);
  return marks ? withState(book, name, { ...state, marks }) : book;
}

function endConfirmation(book: Book, { name }: Check): Book {
  const { confirmAt, ...state } = stateOf(book, name);
  return confirmAt === undefined ? book : withState(book, name, state);
}

type Missed = BookEvent & { readonly kind: 'missed' };

/**
 * A blind run, marked already. Blind is who has seen nothing so often in a row as alerts take failures; one run that
 * sees, sees. What is known of failures stays as it was.
 */
function takeBlind(book: Book, check: Check, trouble: Trouble, checks: readonly Check[]): Book {
  const { confirmAt, ...state } = stateOf(book, check.name);
  const stretch = blindMarks(state.marks);
  // A late result from before the last run that saw something.
  if (!stretch.some(({ id }) => id === trouble.id)) return book;
  const blindSince = Math.min(state.blindSince ?? trouble.since, trouble.since);
  const told = { ...trouble, since: blindSince };
  const seen = withState(book, check.name, { ...state, blindSince });
  const incident = openIncident(book, check.name, 'blindness');
  if (incident) return withIncident(seen, armEscalation(noteTrouble(incident, told), checks, told.at));
  const runs = stretch.length - 1 + trouble.runs;
  if (runs >= check.alertAfter.failures) return raise(seen, check, 'blindness', { ...told, runs }, checks);
  if (state.paused || !canConfirm(check)) return seen;
  return withState(seen, check.name, { ...state, blindSince, confirmAt: trouble.at + check.confirmAfterMs });
}

/** What others start cannot be asked for once more. */
function canConfirm({ asks }: Check): boolean {
  return asks.kind !== 'watched';
}

/** Ticks without a worker. They count as so many blind runs, unless somebody paused the check or people heard of it. */
function takeMissed(book: Book, check: Check, missed: Missed, checks: readonly Check[]): Book {
  const { tick, from, to, at, count } = missed;
  const state = stateOf(book, check.name);
  const marks = addMark(state.marks, { id: tick, at: to, what: 'missed' });
  if (!marks) return book;
  const marked = withState(book, check.name, { ...state, marks });
  if (state.paused || missed.isTold) return marked;
  const about = { id: tick, check: check.name, since: from, lastRunAt: to, at, cause: NO_WORKER, runs: count };
  return takeBlind(marked, check, { ...about, headline: 'no worker runs it' }, checks);
}

type Of<K extends BookEvent['kind']> = BookEvent & { readonly kind: K };

/** Somebody has it in hand: nobody is reminded any more. The first one counts. */
function acknowledge(book: Book, { incident: id, by, at }: Of<'acknowledge'>): Book {
  const incident = incidentOf(book, id);
  if (!incident || incident.state === 'resolved' || incident.acknowledged) return book;
  const calm = without(changed(incident, { acknowledged: { by, at } }), ['reminder', 'woken', 'escalated']);
  return withIncident(book, happened(calm, `acknowledged:${Math.trunc(at)}`, at, { kind: 'acknowledged', by }));
}

/** The newest one counts. */
function snooze(book: Book, { incident: id, by, at, ...event }: Of<'snooze'>): Book {
  const incident = incidentOf(book, id);
  if (!incident || incident.state === 'resolved') return book;
  if (incident.snoozed && incident.snoozed.at >= at) return book;
  const terms = { by, ...optional(event, ['until', 'reason']) };
  const calm = withoutDisturbing(changed(incident, { snoozed: { ...terms, at } }));
  return withIncident(book, happened(calm, `snoozed:${Math.trunc(at)}`, at, { kind: 'snoozed', ...terms }));
}

/** What it was, once it is over. The newest one counts. */
function note(book: Book, { incident: id, by, at, words }: Of<'note'>): Book {
  const incident = incidentOf(book, id);
  if (incident?.state !== 'resolved' || (incident.note && incident.note.at >= at)) return book;
  return withIncident(book, changed(incident, { note: { by, at, words } }));
}

/** A run came to its end. What is known already, or is of another environment than the check's, changes nothing. */
function takeRun(book: Book, check: Check, result: RunResult, checks: readonly Check[]): Book {
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
  const details = optional(result, ['means', 'nextStep', 'investigation', 'jobId']);
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
  const confirmAt =
    isSurprising && !state.paused && canConfirm(check) ? { confirmAt: result.endedAt + check.confirmAfterMs } : {};
  const moved = withState(book, check.name, { ...state, phase, ...confirmAt });
  if (result.outcome === 'failed') return takeFailed(moved, check, troubleOf(result), checks);
  if (phase === 'ok') return recover(moved, check.name, 'failure', result.endedAt);
  if (phase !== 'recovering' || incident?.state !== 'alerting') return moved;
  return withIncident(moved, changed(incident, { state: 'recovering' }));
}

function takeFailed(book: Book, check: Check, trouble: Trouble, checks: readonly Check[]): Book {
  const incident = openIncident(book, check.name, 'failure');
  if (incident) return withIncident(book, armEscalation(noteTrouble(incident, trouble), checks, trouble.at));
  const { phase, marks } = stateOf(book, check.name);
  if (phase !== 'alerting') return book;
  const failures = failuresThatCount(marks, check);
  const since = failures[0]?.at ?? trouble.since;
  return raise(book, check, 'failure', { ...trouble, since, runs: Math.max(1, failures.length) }, checks);
}

/** From now on it may be in Slack. */
function markTried(book: Book, id: string, key: string): Book {
  const incident = incidentOf(book, id);
  if (!incident?.notices.some((notice) => notice.key === key && !notice.tried)) return book;
  const notices = incident.notices.map((notice) => (notice.key === key ? { ...notice, tried: true } : notice));
  return withIncident(book, { ...incident, notices });
}

/** It is in Slack. Reminders and escalation count from when the incident was told. */
function markTold(book: Book, id: string, key: string, at: number, checks: readonly Check[]): Book {
  const incident = incidentOf(book, id);
  const told = incident?.notices.find((notice) => notice.key === key);
  if (!incident || !told) return book;
  const rest: Incident = { ...incident, notices: incident.notices.filter((notice) => notice !== told) };
  if (told.news.kind !== 'opened') return withIncident(book, rest);
  return withIncident(book, armEscalation({ ...rest, isTold: true, remindedAt: at }, checks, at));
}

function markShown(book: Book, id: string, revision: number): Book {
  const incident = incidentOf(book, id);
  if (!incident || revision <= incident.shown || revision > incident.revision) return book;
  return withIncident(book, { ...incident, shown: revision });
}
