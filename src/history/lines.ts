import type { ChainableCommander, Redis } from 'ioredis';
import type { PastInvestigation } from '#investigation/past/past.ts';
import type { Clock } from '#lib/clock.ts';
import type { UnreadableEntryError } from './entry.ts';
import { readLine, writeLine } from './line.ts';
import { EVERYTHING, environmentIndex, indexesOf, isMeant, type PastQuery, watchedIndex } from './line-indexes.ts';
import type { Retention } from './retention.ts';
import { resultsOf } from './transaction.ts';

/** A line of every past investigation, found by what it is about. */
export interface Lines {
  /** Adds to the transaction what replaces the line that was kept of the same investigation. */
  put(multi: ChainableCommander, line: PastInvestigation): Promise<void>;
  /** Forgets what is too old, and what is too much of this environment, as far as a save may make it so; several workers may at once. */
  trim(environment: string): Promise<void>;
  /** The latest first, unless told. */
  past(query: PastQuery, count: number, order?: 'oldest-first'): Promise<PastInvestigation[]>;
  /** How many must be read to find all that is meant, at the most. */
  sizeOf(query: PastQuery): Promise<number>;
  countOf(environment: string): Promise<number>;
  environments(): Promise<string[]>;
  /** undefined: never saved, forgotten, or unreadable. */
  line(investigation: string): Promise<PastInvestigation | undefined>;
}

/** The key of the hash of all lines. */
export function linesKeyOf(prefix: string): string {
  return `${prefix}:history-lines`;
}

export interface LinesOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly keep: Retention;
  /** Adds to the transaction that forgets lines what goes with them. */
  forget(multi: ChainableCommander, investigations: readonly string[]): void;
  unreadable(error: UnreadableEntryError, investigation: string): void;
}

/** Most lines that are read for one question: those of an environment, by default. */
const MOST_READ = 20_000;
const SMALLEST_PAGE = 50;
const LARGEST_PAGE = 1_000;
/** However many jobs are watched, this part of the room at least is for what somebody asked. */
const WATCHED_SHARE = 0.5;

/** One hash of all lines, and sorted sets of investigations by the time of starting: one of each name that `indexesOf` gives. */
export function createLines({ redis, prefix, clock, keep, forget, unreadable }: LinesOptions): Lines {
  const linesKey = linesKeyOf(prefix);
  const environmentsKey = `${prefix}:history-environments`;
  const indexKey = (name: string) => `${prefix}:history-index:${name}`;
  const oldest = () => String(clock.now() - keep.ageMs);
  const ttlMs = Math.ceil(clock.real(keep.ageMs));

  /** What is kept of them, in their order; undefined for what is not, or cannot be read. */
  async function read(investigations: readonly string[]): Promise<(PastInvestigation | undefined)[]> {
    if (investigations.length === 0) return [];
    const texts = await redis.hmget(linesKey, ...investigations);
    return investigations.map((id, index) => parsed(texts[index], id));
  }

  function parsed(text: string | null | undefined, investigation: string): PastInvestigation | undefined {
    if (typeof text !== 'string') return undefined;
    try {
      return readLine(text, investigation);
    } catch (error) {
      unreadable(error as UnreadableEntryError, investigation);
      return undefined;
    }
  }

  function leave(multi: ChainableCommander, investigation: string, indexes: readonly string[]): void {
    for (const name of indexes) multi.zrem(indexKey(name), investigation);
  }

  /** The index with the fewest investigations of that time. */
  async function narrowest(query: PastQuery, { least, most }: Bounds): Promise<{ index: string; size: number }> {
    const keys = indexesOf(query).map(indexKey);
    const sizes = await resultsOf(keys.reduce((sofar, key) => sofar.zcount(key, least, most), redis.pipeline()));
    const smallest = Math.min(...sizes.map(Number));
    return { index: keys[sizes.indexOf(smallest)] ?? indexKey(EVERYTHING), size: smallest };
  }

  function pageOf(index: string, { least, most }: Bounds, { offset, size, isOldestFirst }: Page): Promise<string[]> {
    return isOldestFirst
      ? redis.zrange(index, least, most, 'BYSCORE', 'LIMIT', offset, size)
      : redis.zrange(index, most, least, 'BYSCORE', 'REV', 'LIMIT', offset, size);
  }

  return {
    async put(multi, line) {
      const { investigation, environment, startedAt } = line;
      const [before] = await read([investigation]);
      if (before) leave(multi, investigation, indexesOf(before));
      multi.hset(linesKey, investigation, writeLine(line)).pexpire(linesKey, ttlMs);
      multi.zadd(environmentsKey, 'GT', startedAt, environment).zremrangebyscore(environmentsKey, '-inf', oldest());
      multi.pexpire(environmentsKey, ttlMs);
      for (const name of indexesOf(line)) {
        const key = indexKey(name);
        multi.zadd(key, startedAt, investigation).pexpire(key, ttlMs);
        // What is too old is forgotten by the one index of everything.
        if (name !== EVERYTHING) multi.zremrangebyscore(key, '-inf', oldest());
      }
    },

    async trim(environment) {
      // Of all environments: one to which nothing is added any more would keep its lines.
      const [tooOld, tooMany, watched] = await Promise.all([
        redis.zrange(indexKey(EVERYTHING), '-inf', oldest(), 'BYSCORE', 'LIMIT', 0, LARGEST_PAGE),
        redis.zrange(indexKey(environmentIndex(environment)), '0', String(-keep.count - 1)),
        redis.zrange(indexKey(watchedIndex(environment)), '0', String(-Math.ceil(keep.count * WATCHED_SHARE) - 1)),
      ]);
      // What goes of the watched ones makes room for the others.
      const others = tooMany
        .filter((id) => !watched.includes(id))
        .slice(0, Math.max(0, tooMany.length - watched.length));
      const gone = [...new Set([...tooOld, ...[...watched, ...others].slice(0, LARGEST_PAGE)])];
      if (gone.length === 0) return;
      const lines = await read(gone);
      const multi = redis.multi().hdel(linesKey, ...gone);
      forget(multi, gone);
      for (const [index, investigation] of gone.entries())
        leave(multi, investigation, indexesOf(lines[index] ?? { environment }));
      await resultsOf(multi);
    },

    async past(query, count, order) {
      const found = new Map<string, PastInvestigation>();
      if (count < 1) return [];
      const bounds = boundsOf(query);
      const { index } = await narrowest(query, bounds);
      let size = Math.min(LARGEST_PAGE, Math.max(SMALLEST_PAGE, count));
      for (let offset = 0; offset < MOST_READ; offset += size, size = Math.min(LARGEST_PAGE, 2 * size)) {
        const page = await pageOf(index, bounds, { offset, size, isOldestFirst: order === 'oldest-first' });
        for (const line of await read(page)) if (line && isMeant(line, query)) found.set(line.investigation, line);
        if (found.size >= count || page.length < size) break;
      }
      return [...found.values()].slice(0, count);
    },

    sizeOf: async (query) => (await narrowest(query, boundsOf(query))).size,

    countOf: (environment) => redis.zcard(indexKey(environmentIndex(environment))),

    environments: async () => (await redis.zrange(environmentsKey, '0', '-1')).sort(),

    line: async (investigation) => (await read([investigation]))[0],
  };
}

interface Bounds {
  readonly least: string;
  readonly most: string;
}

interface Page {
  readonly offset: number;
  readonly size: number;
  readonly isOldestFirst: boolean;
}

function boundsOf({ from, to }: PastQuery): Bounds {
  return { least: from === undefined ? '-inf' : String(from), most: to === undefined ? '+inf' : `(${to}` };
}
