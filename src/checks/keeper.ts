import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { advance } from './advance.ts';
import type { Book, Incident, Notice } from './book.ts';
import type { BookStore } from './book-store.ts';
import type { Check } from './check.ts';
import { dueNotices, staleMessages } from './due.ts';
import type { BookEvent } from './events.ts';

export interface KeeperTools {
  readonly store: BookStore;
  readonly checks: readonly Check[];
  /** Unlike any other process's; the lease's too. */
  readonly holder: string;
  /** Tells one thing; resolves when Slack has it, and gives the same when it is asked again for it. */
  tell(incident: Incident, notice: Notice): Promise<void>;
  /** Lets the incident's message show it as it is now; false when Slack did not take it. */
  show(incident: Incident): Promise<boolean>;
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
 * be told stays in the book until it can. Never rejects.
 */
export function createKeeper(tools: KeeperTools) {
  const { clock, log } = tools;
  return async (signal: AbortSignal, isHeld: () => boolean): Promise<void> => {
    const keeping = keepBook(tools, () => !signal.aborted && isHeld());
    let trouble: string | undefined;
    while (!signal.aborted && isHeld()) {
      try {
        await keeping.round();
        tools.beat?.(clock.now());
        trouble = undefined;
      } catch (error) {
        // The same trouble every second is one line.
        if (describeError(error) !== trouble) log.warn({ error: describeError(error) }, TROUBLE);
        trouble = describeError(error);
      }
      await clock.sleep(ROUND_MS, signal).catch(() => {});
    }
  };
}

const TROUBLE = 'the book of checks could not be kept: trying again';

class LeaseLostError extends Error {}

function keepBook({ store, checks, holder, tell, show, confirm, clock, log }: KeeperTools, mayGoOn: () => boolean) {
  const retries = createRetries(clock);
  let book: Book | undefined;

  /** What follows from the events is stored before anything is done about it. */
  async function take(events: readonly BookEvent[], taken = 0): Promise<Book> {
    const before = book ?? (await store.read());
    const after = events.reduce((sofar, event) => advance(sofar, event, checks), before);
    if (after !== before || taken > 0) {
      book = undefined;
      if (!(await store.keep(after, taken, holder))) throw new LeaseLostError('another process keeps the book now');
    }
    book = after;
    return after;
  }

  async function confirmDue({ checks: states }: Book): Promise<void> {
    for (const [name, { confirmAt }] of Object.entries(states)) {
      if (confirmAt === undefined || confirmAt > clock.now() || !mayGoOn()) continue;
      await confirm(name, `${name}:confirm:${Math.round(confirmAt)}`);
      await take([{ kind: 'confirming', at: clock.now(), check: name }]);
    }
  }

  async function tellDue(current: Book): Promise<void> {
    const held = new Set<string>();
    for (const { incident, notice } of dueNotices(current, checks, clock.now())) {
      if (held.has(incident.id) || !retries.mayTry(incident.id) || !mayGoOn()) continue;
      const which = { incident: incident.id, key: notice.key };
      const marked = await take([{ kind: 'telling', at: clock.now(), ...which }]);
      const told = await attempt(which.incident, () => tell(marked.incidents[incident.id] ?? incident, notice));
      if (told) await take([{ kind: 'told', at: clock.now(), ...which }]);
      // What comes after it would be told out of order.
      else held.add(incident.id);
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
      if (await attempt(name, isShown)) await take([{ kind: 'shown', at: clock.now(), incident: id, revision }]);
    }
  }

  /** True when it was done. */
  async function attempt(name: string, work: () => Promise<void>): Promise<boolean> {
    const settled = new AbortController();
    const late = clock.sleep(PATIENCE_MS, settled.signal).then(
      () => Promise.reject(new Error('Slack took too long')),
      () => {},
    );
    try {
      await Promise.race([work(), late]);
      retries.succeeded(name);
      return true;
    } catch (error) {
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
      const current = await take([...events, { kind: 'time', at: clock.now() }], events.length);
      await confirmDue(current);
      await tellDue(book ?? current);
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
