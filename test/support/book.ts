import { advance, emptyBook } from '#checks/advance.ts';
import type { Book, BookEvent, CheckPhase, Incident, News, Outcome, RunResult } from '#checks/book.ts';
import type { Check } from '#checks/check.ts';
import { dueNotices, staleMessages } from '#checks/escalation.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** A Monday, noon. */
export const NOON = Date.UTC(2026, 2, 2, 12);

/** Every five minutes, alerts after 2 failures of 3, recovers after 2 good runs. */
export function check(name: string, changes: Partial<Check> = {}): Check {
  return {
    name,
    environment: 'lab',
    asks: { kind: 'status', parts: ['ack'] },
    schedule: { kind: 'every', everyMs: 5 * MINUTE, offsetMs: 0 },
    limits: [],
    alertAfter: { failures: 2, of: 3 },
    recoverAfter: 2,
    confirmAfterMs: MINUTE,
    channel: 'C1',
    maintenance: [],
    ...changes,
  };
}

export function runResult(name: string, outcome: Outcome, at: number, changes: Partial<RunResult> = {}): RunResult {
  const isGood = outcome === 'ok' || outcome === 'warn';
  return {
    run: `${name}-${at}`,
    check: name,
    environment: 'lab',
    startedAt: at,
    endedAt: at,
    outcome,
    trigger: 'schedule',
    ...(isGood ? {} : { cause: 'backend-down' }),
    headline: isGood ? 'All is well' : 'The backend does not answer',
    ...changes,
  };
}

/** Letters of a story: F failed, G good, W warn, B blind. */
const OUTCOMES: Readonly<Record<string, Outcome>> = { F: 'failed', G: 'ok', W: 'warn', B: 'blind' };

/** A book that is written on, on a clock of its own that begins at noon. */
export function story(...checks: readonly Check[]) {
  let book: Book = emptyBook;
  let known = checks;
  let now = NOON;
  const told: string[] = [];
  const name = () => known[0]?.name ?? '';

  const it = {
    get now() {
      return now;
    },
    get book() {
      return book;
    },
    get incidents(): readonly Incident[] {
      return Object.values(book.incidents);
    },
    /** The one incident that there is. */
    get incident(): Incident {
      const [only, ...more] = it.incidents;
      if (!only || more.length > 0) throw new Error(`there are ${it.incidents.length} incidents`);
      return only;
    },
    /** The kinds of what waits to be told. */
    get waiting(): readonly News['kind'][] {
      return it.incidents.flatMap(({ notices }) => notices.map(({ news }) => news.kind));
    },
    get due(): readonly News['kind'][] {
      return dueNotices(book, known, now).map(({ notice }) => notice.news.kind);
    },
    /** All that was told so far, by kind. */
    told: told as readonly string[],
    phase: (of = name()): CheckPhase | undefined => book.checks[of]?.phase,
    configure(...now: readonly Check[]) {
      known = now;
      return it;
    },
    take(event: BookEvent) {
      book = advance(book, event, known);
      return it;
    },
    run(outcome: Outcome, changes: Partial<RunResult> = {}, of = name()) {
      return it.take({ kind: 'run', at: now, result: runResult(of, outcome, now, changes) });
    },
    /** Runs of a check, one every five minutes, as letters: `FFG`. */
    runs(letters: string, changes: Partial<RunResult> = {}, of = name()) {
      for (const letter of letters) it.run(OUTCOMES[letter] ?? 'ok', changes, of).pass(5 * MINUTE);
      return it;
    },
    /** Time goes on without anybody telling anything. */
    pass(ms: number) {
      now += ms;
      return it.take({ kind: 'time', at: now });
    },
    /** Everything that is due is told, and the message is edited. */
    tell() {
      for (const { incident, notice } of dueNotices(book, known, now)) {
        const which = { at: now, incident: incident.id, key: notice.key };
        it.take({ kind: 'telling', ...which }).take({ kind: 'told', ...which });
        told.push(notice.news.kind);
      }
      for (const { id, revision } of staleMessages(book, known, now))
        it.take({ kind: 'shown', at: now, incident: id, revision });
      return it;
    },
    /** A try to tell the first thing that is due, with an end that nobody has seen. */
    tryToTell() {
      const [first] = dueNotices(book, known, now);
      if (!first) throw new Error('nothing is due');
      return it.take({ kind: 'telling', at: now, incident: first.incident.id, key: first.notice.key });
    },
  };
  return it;
}
