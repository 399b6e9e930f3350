import type { Redis } from 'ioredis';
import type { Log } from '#lib/logger.ts';
import { emptyBook } from './advance.ts';
import type { Book } from './book.ts';
import type { BookEvent } from './events.ts';
import { readBook, readEvent } from './stored.ts';

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
  /** Up to `count` events that the book does not have yet, the oldest first. What cannot be read changes nothing, and is logged. */
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

const RECORD = `
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], ARGV[2], -1)`;

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
      await redis.eval(RECORD, 1, eventsKey, JSON.stringify(event), -MOST_EVENTS);
    },

    async read() {
      const text = await redis.get(bookKey);
      if (text === null) return emptyBook;
      const book = readBook(text);
      if (book) return book;
      log.error({ key: bookKey, length: text.length }, 'the book of checks cannot be read: begun anew');
      return emptyBook;
    },

    async events(count) {
      const texts = await redis.lrange(eventsKey, 0, count - 1);
      const events = texts.map(readEvent);
      const unreadable = events.filter((event) => event === undefined).length;
      if (unreadable > 0) log.warn({ key: eventsKey, unreadable }, 'what is no event of checks is passed over');
      return events.map((event) => event ?? NOTHING);
    },

    async keep(book, taken, holder) {
      const keys = [keeperKey(prefix), bookKey, eventsKey];
      const kept = (await redis.eval(KEEP, 3, ...keys, holder, JSON.stringify(book), taken)) === 1;
      if (kept) await redis.publish(changedChannel(prefix), 'book');
      return kept;
    },
  };
}
