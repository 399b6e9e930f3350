import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { advance } from './advance.ts';
import { type Book, type BookEvent, type Incident, incidentOf, type Notice, type PauseNews } from './book.ts';
import type { BookStore } from './book-store.ts';
import { type CallOut, createCalling } from './calling.ts';
import { dueCalls } from './calls.ts';
import type { Check } from './check.ts';
import { dueNotices, staleMessages } from './escalation.ts';
import { duePauseNews } from './pauses.ts';

export interface KeeperTools {
  readonly store: BookStore;
  readonly checks: readonly Check[];
  /** Unlike any other process's; the lease's too. */
  readonly holder: string;
  /** Tells one thing; resolves when Slack has it, and gives the same when it is asked again for it. */
  tell(incident: Incident, notice: Notice): Promise<void>;
  /** Tells the channel of a check of its pause, as `tell` does. */
  tellPause(check: Check, news: PauseNews): Promise<void>;
  /** Lets the incident's message show it as it is now; false when Slack did not take it. */
  show(incident: Incident): Promise<boolean>;
  readonly callOut: CallOut;
  /** Lets the check run out of turn. `id` is the same for every try at this confirmation. */
  confirm(check: string, id: string): Promise<void>;
  /** A round went through: somebody watches. */
  beat?(at: number): void;
  readonly clock: Clock;
  readonly log: Log;
}

const ROUND_MS = 1_000;
const EVENTS_A_ROUND = 500;
/** How long one telling may hold up the others; it goes on behind, and is asked for again. */
const PATIENCE_MS = 30_000;
/** What Slack did not take is tried again after this, doubled at each try. */
const RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/**
 * Keeps the book while it holds the lease: takes events in, stores what follows, and only then tells it. What could not
 * be told stays in the book until it can. Ends at once with the lease or on the signal; what is being told then is told
 * again by whoever is next. Never rejects.
 */
export function createKeeper(tools: KeeperTools) {
  const { clock, log } = tools;
  return async (signal: AbortSignal, isHeld: () => boolean): Promise<void> => {
    const keeping = keepBook(tools, signal, isHeld);
    let trouble: string | undefined;
    while (!signal.aborted && isHeld()) {
      try {
        await unlessAborted(keeping.round(), signal);
        if (!signal.aborted) tools.beat?.(clock.now());
        trouble = undefined;
      } catch (error) {
        if (error instanceof LeaseLostError) return log.info({}, error.message);
        // The same trouble every second is one line.
        if (describeError(error) !== trouble) log.warn({ error: describeError(error) }, TROUBLE);
        trouble = describeError(error);
      }
      await clock.sleep(ROUND_MS, signal).catch(() => {});
    }
  };
}

/** What waits for a Redis that is away must not hold up whoever stops; it changes nothing any more. */
function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

const TROUBLE = 'the book of checks could not be kept: trying again';

class LeaseLostError extends Error {}

function keepBook(tools: KeeperTools, signal: AbortSignal, isHeld: () => boolean) {
  const { store, checks, holder, tell, tellPause, show, confirm, clock, log } = tools;
  const retries = createRetries(clock);
  const calling = createCalling({ ...tools, record: store.record }, signal);
  const mayGoOn = () => !signal.aborted && isHeld();
  let book: Book | undefined;

  /** What follows from the stored events and the one after them is stored before anything is done about it. */
  async function take(event: BookEvent, stored: readonly BookEvent[] = []): Promise<Book> {
    const before = book ?? (await store.read());
    const after = advance(stored.reduce(takeStored, before), event, checks);
    if (after !== before || stored.length > 0) {
      // This process may hold the lease again by now, and keep a newer book.
      if (!mayGoOn()) throw new LeaseLostError('the book is not kept any more');
      book = undefined;
      if (!(await store.keep(after, stored.length, holder))) throw new LeaseLostError('another one keeps the book now');
    }
    book = after;
    return after;
  }

  /** One event that is too much for the book must not hold up all others for ever. */
  function takeStored(sofar: Book, event: BookEvent): Book {
    try {
      return advance(sofar, event, checks);
    } catch (error) {
      log.error({ event: event.kind, error: describeError(error) }, 'an event of checks could not be taken in');
      return sofar;
    }
  }

  async function confirmDue({ checks: states }: Book): Promise<void> {
    for (const [name, { confirmAt }] of Object.entries(states)) {
      if (confirmAt === undefined || confirmAt > clock.now() || !mayGoOn()) continue;
      await confirm(name, `${name}:confirm:${Math.round(confirmAt)}`);
      await take({ kind: 'confirming', at: clock.now(), check: name });
    }
  }

  /** Those of `current`; it has taken in all that came of earlier calls. */
  async function callDue(current: Book): Promise<void> {
    for (const due of calling.fresh(dueCalls(current, checks, clock.now()))) {
      if (!mayGoOn()) return;
      const which = { incident: due.incident.id, way: due.way, key: due.call.key };
      const marked = await take({ kind: 'calling', at: clock.now(), ...which });
      calling.begin(due, incidentOf(marked, due.incident.id) ?? due.incident);
    }
  }

  async function tellDue(current: Book, mayCall: boolean): Promise<void> {
    for (const { incident, notice } of dueNotices(current, checks, clock.now())) {
      // Slack may take its time over each.
      if (mayCall) await callDue(book ?? current);
      // What comes after one that was not told would be told out of order, so it waits as long.
      if (!retries.mayTry(incident.id) || !mayGoOn()) continue;
      const which = { incident: incident.id, key: notice.key };
      const marked = await take({ kind: 'telling', at: clock.now(), ...which });
      const told = await attempt(which.incident, () => tell(incidentOf(marked, incident.id) ?? incident, notice));
      if (told) await take({ kind: 'told', at: clock.now(), ...which });
    }
  }

  async function tellPauses(current: Book): Promise<void> {
    for (const { check, news } of duePauseNews(current, checks, clock.now())) {
      const name = `pause of ${check.name}`;
      if (!retries.mayTry(name) || !mayGoOn()) continue;
      const told = { kind: news.kind, pausedAt: news.pause.at };
      if (await attempt(name, () => tellPause(check, news)))
        await take({ kind: 'pause-told', at: clock.now(), check: check.name, news: told });
    }
  }

  async function showStale(current: Book): Promise<void> {
    for (const incident of staleMessages(current, checks, clock.now())) {
      const name = `${incident.id}:message`;
      if (!retries.mayTry(name) || !mayGoOn()) continue;
      const { id, revision } = incident;
      const isShown = async () => {
        if (!(await show(incident))) throw new Error('Slack did not take the edit');
      };
      if (await attempt(name, isShown)) await take({ kind: 'shown', at: clock.now(), incident: id, revision });
    }
  }

  /** True when it was done. */
  async function attempt(name: string, work: () => Promise<void>): Promise<boolean> {
    const settled = new AbortController();
    const late = clock.sleep(PATIENCE_MS, AbortSignal.any([signal, settled.signal])).then(
      () => Promise.reject(new Error('Slack took too long')),
      () => signal.throwIfAborted(),
    );
    try {
      await Promise.race([work(), late]);
      retries.succeeded(name);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      log.warn({ incident: name, error: describeError(error) }, 'an incident could not be told: it stays pending');
      retries.failed(name);
      return false;
    } finally {
      settled.abort();
    }
  }

  return {
    async round(): Promise<void> {
      const events = await store.events(EVENTS_A_ROUND);
      const current = await take({ kind: 'time', at: clock.now() }, events);
      await confirmDue(current);
      // What came of the calls of another keeper may be among those that are not taken in yet.
      const mayCall = events.length < EVENTS_A_ROUND;
      await tellDue(book ?? current, mayCall);
      if (mayCall) await callDue(book ?? current);
      await tellPauses(book ?? current);
      await showStale(book ?? current);
    },
  };
}

/** When what failed may be tried again: later and later. */
function createRetries(clock: Clock) {
  const waits = new Map<string, { readonly until: number; readonly ms: number }>();
  return {
    mayTry: (name: string) => (waits.get(name)?.until ?? 0) <= clock.now(),
    succeeded: (name: string) => void waits.delete(name),
    failed(name: string) {
      const ms = Math.min(LONGEST_RETRY_MS, (waits.get(name)?.ms ?? RETRY_MS / 2) * 2);
      waits.set(name, { ms, until: clock.now() + ms });
    },
  };
}
