import type { Redis } from 'ioredis';
import type { Log } from '#lib/logger.ts';
import { emptyBook } from './advance.ts';
import type { Book } from './book.ts';
import type { BookEvent } from './events.ts';

export interface StoreOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly log: Log;
}

/** Where runs, ticks and people put what changes the book. Any process may; one keeps the book. */
export interface EventLog {
  /** Once it resolves, the event survives any crash. */
  record(event: BookEvent): Promise<void>;
}

export interface BookStore extends EventLog {
  /** The book as it was last kept. One that cannot be read counts as empty, and is logged. */
  read(): Promise<Book>;
  /** Up to `count` events that the book does not have yet, the oldest first. */
  events(count: number): Promise<readonly BookEvent[]>;
  /**
   * Keeps the book, and takes the first `taken` events away, both or neither. False when `holder` does not hold the lease
   * any more: somebody else keeps the book now.
   */
  keep(book: Book, taken: number, holder: string): Promise<boolean>;
}

/** An event that nobody takes for so long is of a bot without a worker; the newest are what counts. */
const MOST_EVENTS = 50_000;

/** What is no event still takes its place, so that counting them keeps in step. */
const NOTHING: BookEvent = { kind: 'told', at: 0, incident: '', key: '' };

const KEEP = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2])
redis.call('LTRIM', KEYS[3], ARGV[3], -1)
return 1`;

/** The lease of whoever keeps the book. */
export function keeperKey(prefix: string): string {
  return `${prefix}:book-keeper`;
}

/** A channel of Redis that hears of every change of the book. */
export function changedChannel(prefix: string): string {
  return `${prefix}:book-changed`;
}

export function createBookStore({ redis, prefix, log }: StoreOptions): BookStore {
  const bookKey = `${prefix}:book`;
  const eventsKey = `${prefix}:book-events`;
  return {
    async record(event) {
      await redis.multi().rpush(eventsKey, JSON.stringify(event)).ltrim(eventsKey, -MOST_EVENTS, -1).exec();
    },

    async read() {
      const text = await redis.get(bookKey);
      if (text === null) return emptyBook;
      const book = parsed(text) as Partial<Book> | undefined;
      if (book?.version === 1 && book.checks && book.incidents) return book as Book;
      log.error({ key: bookKey, length: text.length }, 'the book of checks cannot be read: begun anew');
      return emptyBook;
    },

    async events(count) {
      const texts = await redis.lrange(eventsKey, 0, count - 1);
      return texts.map((text) => (parsed(text) as BookEvent | undefined) ?? NOTHING);
    },

    async keep(book, taken, holder) {
      const keys = [keeperKey(prefix), bookKey, eventsKey];
      const kept = (await redis.eval(KEEP, 3, ...keys, holder, JSON.stringify(book), taken)) === 1;
      if (kept) await redis.publish(changedChannel(prefix), 'book');
      return kept;
    },
  };
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}
