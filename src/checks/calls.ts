import {
  type Book,
  type BookEvent,
  type Call,
  type CallKind,
  checkNamed,
  type Incident,
  incidentOf,
  type Way,
  withIncident,
} from './book.ts';
import type { Check } from './check.ts';
import { isQuiet } from './escalation.ts';
import { isSnoozed } from './notices.ts';

/** Pauses between tries: 10 s, doubled up to ten minutes. */
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 10 * 60_000;
/** After so long a call is given up, so that what is behind it has its turn. */
const GIVEN_UP_MS = 24 * 3_600_000;
/** A call has the link to Slack's message if Slack takes that by then. */
const LINK_PATIENCE_MS = 10_000;

/** The same book, with what follows for the ways out from what changed in its incidents. */
export function withCalls(before: Book, after: Book, at: number, checks: readonly Check[]): Book {
  return Object.values(after.incidents)
    .filter((incident) => incidentOf(before, incident.id) !== incident)
    .map((incident) => withCallsOf(incident, at, checks))
    .reduce(withIncident, after);
}

function withCallsOf(incident: Incident, at: number, checks: readonly Check[]): Incident {
  const ways = waysOf(incident, checks);
  const planned = ways.map((way) => plan(way, incident, at));
  const isSame =
    planned.length === (incident.ways ?? []).length && planned.every((way) => incident.ways?.includes(way));
  return isSame ? incident : { ...incident, ways: planned };
}

/** Those that heard of it, and those that its checks name. */
function waysOf({ ways = [], members }: Incident, checks: readonly Check[]): readonly Way[] {
  const named = members.flatMap(({ check }) => checkNamed(checks, check)?.notify ?? []);
  const fresh = [...new Set(named)].filter((name) => !ways.some((way) => way.name === name));
  return [...ways, ...fresh.map((name): Way => ({ name, calls: [] }))];
}

/** What waits that nobody can have heard is planned anew: from what was heard last to how it is now, and no detour. */
function plan(way: Way, incident: Incident, at: number): Way {
  const heard = way.calls.filter(({ tried }) => tried);
  const ahead = pathTo(kindOf(incident), way.heard).map((what) => `${what}:${incident.reopened}`);
  const waiting = way.calls.filter(({ tried }) => !tried).map(({ key }) => key);
  if (ahead.join() === waiting.join()) return way;
  const calls = ahead.map(
    (key): Call => ({ key, what: key.split(':')[0] as CallKind, at, nextAt: at, tries: 0, tried: false }),
  );
  return { ...way, calls: [...heard, ...calls] };
}

function kindOf({ state, acknowledged }: Incident): CallKind {
  if (state === 'resolved') return 'resolve';
  return acknowledged ? 'acknowledge' : 'trigger';
}

function pathTo(now: CallKind, heard: CallKind | undefined): readonly CallKind[] {
  if (now === heard) return [];
  switch (now) {
    case 'trigger':
      return ['trigger'];
    case 'acknowledge':
      return heard === 'trigger' ? ['acknowledge'] : ['trigger', 'acknowledge'];
    case 'resolve':
      // What nobody heard of, nobody hears the end of.
      return heard === undefined ? [] : ['resolve'];
  }
}

/** Whether anybody beside Slack may have heard of it. */
export function mayBeHeard({ ways = [] }: Incident): boolean {
  return ways.some(({ heard }) => heard !== undefined);
}

export function hasCalls({ ways = [] }: Incident): boolean {
  return ways.some(({ calls }) => calls.length > 0);
}

export interface DueCall {
  readonly incident: Incident;
  readonly way: string;
  readonly call: Call;
}

/** Of each incident and way the next call, if its time has come. */
export function dueCalls(book: Book, checks: readonly Check[], at: number): readonly DueCall[] {
  return Object.values(book.incidents).flatMap((incident) =>
    (incident.ways ?? []).flatMap(({ name, calls: [call] }) =>
      call && call.nextAt <= at && !isHeld(incident, call, checks, at) ? [{ incident, way: name, call }] : [],
    ),
  );
}

/** Quiet hours and snoozes keep a trouble from people here too. */
function isHeld(incident: Incident, { what, tried, at: since }: Call, checks: readonly Check[], at: number): boolean {
  if (what !== 'trigger' || tried) return false;
  if (isQuiet(incident, checks, at) || isSnoozed(incident, at)) return true;
  return !incident.isTold && at - since < LINK_PATIENCE_MS;
}

export type CallEvent = BookEvent & { readonly kind: 'calling' | 'called' | 'call-failed' };

export function takeCall(book: Book, event: CallEvent): Book {
  const incident = incidentOf(book, event.incident);
  const way = incident?.ways?.find(({ name }) => name === event.way);
  const call = way?.calls[0];
  if (!incident || !way || call?.key !== event.key) return book;
  const next = afterEvent(way, call, event);
  if (next === way) return book;
  return withIncident(book, { ...incident, ways: incident.ways?.map((one) => (one === way ? next : one)) ?? [] });
}

function afterEvent(way: Way, call: Call, event: CallEvent): Way {
  const [, ...rest] = way.calls;
  switch (event.kind) {
    case 'calling':
      // From now on it may be heard.
      return call.tried ? way : { ...way, heard: call.what, calls: [{ ...call, at: event.at, tried: true }, ...rest] };
    case 'called':
      return { ...way, calls: rest };
    case 'call-failed':
      return event.at - call.at >= GIVEN_UP_MS
        ? { ...way, calls: rest }
        : { ...way, calls: [later(call, event), ...rest] };
  }
}

function later(call: Call, { at, why, waitMs = 0 }: CallEvent & { readonly kind: 'call-failed' }): Call {
  const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(call.tries, 10));
  return { ...call, tries: call.tries + 1, nextAt: at + Math.max(pauseMs, waitMs), why };
}

export interface WaitingCall extends Omit<DueCall, 'incident'> {
  readonly incident: string;
  readonly environment: string;
}

/** All that the ways out have not taken, the oldest first. */
export function waitingCalls({ incidents }: Book): readonly WaitingCall[] {
  const all = Object.values(incidents).flatMap(({ id, environment, ways = [] }) =>
    ways.flatMap(({ name, calls }) => calls.map((call) => ({ incident: id, environment, way: name, call }))),
  );
  return all.toSorted((one, other) => one.call.at - other.call.at);
}
