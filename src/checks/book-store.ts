import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Log } from '#lib/logger.ts';
import { emptyBook } from './advance.ts';
import type { Book, BookEvent, RunResult, SkipReason } from './book.ts';

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

/** The last instant that a Date can have. */
const LAST_MS = 8.64e15;

const time = z.number().min(0).max(LAST_MS);
const span = z.number().min(0);
const text = z.string();

const result: z.ZodType<RunResult> = z.object({
  run: text,
  check: text,
  environment: text,
  startedAt: time,
  endedAt: time,
  outcome: z.enum(['ok', 'warn', 'failed', 'blind']),
  trigger: z.enum(['schedule', 'confirmation', 'person', 'watch']),
  by: text.exactOptional(),
  cause: text.exactOptional(),
  headline: text,
  means: text.exactOptional(),
  nextStep: text.exactOptional(),
  investigation: text.exactOptional(),
  jobId: text.exactOptional(),
  totalMs: span.exactOptional(),
});

const why: z.ZodType<SkipReason> = z.enum(['busy', 'near-capacity', 'maintenance', 'overlap', 'paused']);
const person = { at: time, check: text, by: text };
const notice = { at: time, incident: text, key: text };
const call = { ...notice, way: text };

/** Each kind of event, and what it is made of. */
const shapes = {
  run: z.object({ kind: z.literal('run'), at: time, result }),
  skipped: z.object({ kind: z.literal('skipped'), at: time, check: text, tick: text, why }),
  missed: z.object({
    kind: z.literal('missed'),
    at: time,
    check: text,
    tick: text,
    from: time,
    to: time,
    count: span,
    isTold: z.boolean().exactOptional(),
  }),
  acknowledge: z.object({ kind: z.literal('acknowledge'), at: time, incident: text, by: text }),
  snooze: z.object({
    kind: z.literal('snooze'),
    at: time,
    incident: text,
    by: text,
    until: time.exactOptional(),
    reason: text.exactOptional(),
  }),
  note: z.object({ kind: z.literal('note'), at: time, incident: text, by: text, words: text }),
  pause: z.object({ kind: z.literal('pause'), ...person, until: time.exactOptional() }),
  resume: z.object({ kind: z.literal('resume'), ...person }),
  'pause-told': z.object({
    kind: z.literal('pause-told'),
    at: time,
    check: text,
    news: z.object({ kind: z.enum(['paused', 'ending', 'resumed']), pausedAt: time }),
  }),
  confirming: z.object({ kind: z.literal('confirming'), at: time, check: text }),
  telling: z.object({ kind: z.literal('telling'), ...notice }),
  told: z.object({ kind: z.literal('told'), ...notice }),
  calling: z.object({ kind: z.literal('calling'), ...call }),
  called: z.object({ kind: z.literal('called'), ...call }),
  'call-failed': z.object({ kind: z.literal('call-failed'), ...call, why: text, waitMs: span.exactOptional() }),
  shown: z.object({ kind: z.literal('shown'), at: time, incident: text, revision: span }),
  time: z.object({ kind: z.literal('time'), at: time }),
} satisfies { readonly [K in BookEvent['kind']]: z.ZodType<BookEvent & { readonly kind: K }> };

const event: z.ZodType<BookEvent> = z.discriminatedUnion('kind', [
  shapes.run,
  shapes.skipped,
  shapes.missed,
  shapes.acknowledge,
  shapes.snooze,
  shapes.note,
  shapes.pause,
  shapes.resume,
  shapes['pause-told'],
  shapes.confirming,
  shapes.telling,
  shapes.told,
  shapes.calling,
  shapes.called,
  shapes['call-failed'],
  shapes.shown,
  shapes.time,
]);

/** What every step with a book counts on. The rest is as this code wrote it, or it is not of this version. */
const book = z.object({
  version: z.literal(1),
  checks: z.record(
    text,
    z.looseObject({ phase: text, marks: z.array(z.looseObject({ id: text, at: time, what: text })) }),
  ),
  incidents: z.record(
    text,
    z.looseObject({
      id: text,
      kind: text,
      environment: text,
      channel: text,
      since: time,
      openedAt: time,
      members: z.array(z.looseObject({ check: text, cause: text, headline: text, runs: span, causes: z.array(text) })),
      state: text,
      reopened: span,
      isTold: z.boolean(),
      notices: z.array(z.looseObject({ key: text, at: time, news: z.looseObject({ kind: text }), tried: z.boolean() })),
      revision: span,
      shown: span,
    }),
  ),
});

/** Undefined for what is no event of this version. */
function readEvent(stored: string): BookEvent | undefined {
  return event.safeParse(parsed(stored)).data;
}

/** Undefined for what is no book of this version. */
function readBook(stored: string): Book | undefined {
  const value = parsed(stored);
  return book.safeParse(value).success ? (value as Book) : undefined;
}

function parsed(stored: string): unknown {
  try {
    return JSON.parse(stored);
  } catch {
    return undefined;
  }
}
