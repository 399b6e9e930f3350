import { emptyBook } from '#checks/advance.ts';
import type { Book, BookEvent, Incident } from '#checks/book.ts';
import type { BookStore } from '#checks/book-store.ts';
import type { Clock } from '#lib/clock.ts';
import { ownTurns } from '#slack/message/pace.ts';
import type { States } from '#slack/message/states.ts';

/** What survives every crash, and what was in it. */
export function createStorage(clock: Clock) {
  let book: Book = emptyBook;
  const events: BookEvent[] = [];
  const values = new Map<string, string>();
  /** The last state of each incident. */
  const incidents = new Map<string, Incident>();
  let recorded = () => {};

  const store: BookStore = {
    async record(event) {
      events.push(event);
      recorded();
    },
    read: async () => JSON.parse(JSON.stringify(book)),
    events: async (count) => events.slice(0, count),
    async keep(next, taken) {
      book = next;
      events.splice(0, taken);
      for (const incident of Object.values(next.incidents)) incidents.set(incident.id, incident);
      return true;
    },
  };

  const redis = {
    get: async (key: string) => values.get(key) ?? null,
    async set(key: string, value: string, ...options: readonly unknown[]) {
      if (options.includes('NX') && values.has(key)) return null;
      values.set(key, value);
      return 'OK';
    },
    del: async (key: string) => Number(values.delete(key)),
  };

  /** One process at a time tells: nobody overtakes it. */
  const states: States = { put: async () => 1, read: async () => undefined };

  return {
    store,
    redis,
    states,
    turns: ownTurns(clock),
    incidents: incidents as ReadonlyMap<string, Incident>,
    waiting: () => events.length,
    /** Calls it at each event from now on, and nobody else any more. */
    onRecord(call: () => void) {
      recorded = call;
    },
  };
}

export type Storage = ReturnType<typeof createStorage>;
