import { type Book, changed, checkNamed, type Incident, withIncident, withoutIncident, withoutState } from './book.ts';
import { hasCalls } from './calls.ts';
import type { Check } from './check.ts';
import { escalate, isHeldBack } from './escalation.ts';
import { abandon } from './incidents.ts';
import { speaking } from './members.ts';
import { addNotice, happened, isSnoozed } from './notices.ts';
import { passPauses } from './pauses.ts';

/** What cannot be told for so long is not told any more. */
const LONGEST_PENDING_MS = 7 * 24 * 3_600_000;
/** Over a weekend: so long people may say what it was. */
const NOTABLE_MS = 3 * 24 * 3_600_000;

/** Time has passed, and these are the checks that there are. */
export function passTime(book: Book, at: number, checks: readonly Check[]): Book {
  return endOld(goOn(passPauses(forgetChecks(book, at, checks), at), at, checks), at);
}

function forgetChecks(book: Book, at: number, checks: readonly Check[]): Book {
  const gone = Object.keys(book.checks).filter((name) => !checkNamed(checks, name));
  return gone.reduce((sofar, name) => {
    const told = abandon(abandon(sofar, name, 'failure', at), name, 'blindness', at);
    return withoutState(told, name);
  }, book);
}

function goOn(book: Book, at: number, checks: readonly Check[]): Book {
  return Object.values(book.incidents)
    .filter(({ state }) => state !== 'resolved')
    .map((incident) => remind(book, escalate(book, wake(incident, at), checks, at), checks, at))
    .reduce(withIncident, book);
}

function wake(incident: Incident, at: number): Incident {
  const { snoozed, ...rest } = incident;
  if (!snoozed || isSnoozed(incident, at)) return incident;
  const awake = changed(rest, {});
  if (!awake.isTold || awake.state !== 'alerting' || awake.acknowledged) return awake;
  const news = { kind: 'woken', by: snoozed.by, failingForMs: at - awake.since, runs: runsOf(awake) } as const;
  return happened({ ...awake, remindedAt: at }, `woken:${Math.trunc(at)}`, at, news);
}

function runsOf({ members }: Incident): number {
  return members.reduce((sum, { runs }) => sum + runs, 0);
}

function remind(book: Book, incident: Incident, checks: readonly Check[], at: number): Incident {
  const { isTold, state, acknowledged, remindedAt, openedAt, since, notices } = incident;
  if (!isTold || state !== 'alerting' || acknowledged || isSnoozed(incident, at)) return incident;
  if (notices.some(({ news }) => news.kind === 'reminder')) return incident;
  const everyMs = speaking(incident)
    .map(({ check }) => checkNamed(checks, check)?.remindEveryMs)
    .find((ms) => ms !== undefined);
  if (everyMs === undefined || at - (remindedAt ?? openedAt) < everyMs) return incident;
  if (isHeldBack(book, incident, checks, at)) return incident;
  const news = { kind: 'reminder', failingForMs: at - since, runs: runsOf(incident) } as const;
  return addNotice({ ...incident, remindedAt: at }, `reminder:${Math.trunc(at)}`, at, news);
}

function endOld(book: Book, at: number): Book {
  return Object.values(book.incidents)
    .filter((incident) => isDone(incident, at))
    .reduce((sofar, { id }) => withoutIncident(sofar, id), book);
}

/** By then it does not come back as the same one either. */
function isDone(incident: Incident, at: number): boolean {
  const { state, resolvedAt, notices, isTold, shown, revision } = incident;
  if (state !== 'resolved' || resolvedAt === undefined) return false;
  if (at - resolvedAt > LONGEST_PENDING_MS) return true;
  return at - resolvedAt >= NOTABLE_MS && notices.length === 0 && !hasCalls(incident) && (!isTold || shown >= revision);
}
