import { unlessAborted } from '#lib/deadline.ts';
import { GoneError } from './answers.ts';
import type { KubernetesConnection } from './client.ts';
import { type Collection, type Held, type Reading, type WatchEvent, watch } from './collection.ts';

export interface Watching extends Reading {
  readonly collection: Collection;
}

/** One who is told of a part of what a shared watch sees. */
interface Reader {
  readonly has: (held: Held) => boolean;
  /** What it knows already is no news to it. */
  readonly from: bigint;
  readonly waiting: WatchEvent[];
  over: Over | undefined;
  wake(): void;
}

/** Ended by the server, or broken. */
interface Over {
  readonly error?: unknown;
}

interface Kept {
  readonly event: Extract<WatchEvent, { held: Held }>;
  readonly version: bigint;
  readonly at: number;
}

/** Longer than a list is on its way: who comes with one is told what came since. */
const KEPT_MS = 5_000;
const MOST_KEPT = 1_000;
/** A watch that ended is taken up within this time, or begins anew where the next reader stands; ms. */
const TAKEN_UP_MS = 2_000;

const ofConnections = new WeakMap<KubernetesConnection, Map<string, SharedWatch>>();

/**
 * As `watch`, by one request for all of this process who look at the same collection or at parts of it. Each is told what
 * came after the version that it knows, and when the watch ended or why it failed: what it makes of that is its own
 * affair. When nobody reads it any more, the request ends.
 */
export async function* watchTogether(watching: Watching, version: string, seconds: number): AsyncGenerator<WatchEvent> {
  const { connection, collection } = watching;
  const { partOf, ...itself } = collection;
  const wide = partOf ? partOf.collection : itself;
  const shared = sharedBy(connection, JSON.stringify(wide));
  const has = partOf ? partOf.has : () => true;
  const reader = shared.join({ ...watching, collection: wide }, has, version, seconds);
  yield* reader ? shared.read(reader, watching) : watch(watching, version, seconds);
}

function sharedBy(connection: KubernetesConnection, key: string): SharedWatch {
  const known = ofConnections.get(connection) ?? new Map<string, SharedWatch>();
  ofConnections.set(connection, known);
  const shared = known.get(key) ?? createSharedWatch();
  known.set(key, shared);
  return shared;
}

interface SharedWatch {
  /** Undefined for whoever knows less than what is kept, as nothing may be missing: it watches apart. */
  join(watching: Watching, has: Reader['has'], version: string, seconds: number): Reader | undefined;
  read(reader: Reader, watching: Watching): AsyncGenerator<WatchEvent>;
}

function createSharedWatch(): SharedWatch {
  const readers = new Set<Reader>();
  let running: { readonly seconds: number; readonly stop: AbortController; isOpen: boolean } | undefined;
  /** Of what came after `from` all is kept; `to` is the last. */
  let kept: Kept[] = [];
  let from = 0n;
  let to = 0n;
  let endedAt = Number.NEGATIVE_INFINITY;

  async function see(watching: Watching, seconds: number): Promise<void> {
    const mine = { seconds, stop: new AbortController(), isOpen: false };
    running = mine;
    let over: Over = {};
    try {
      for await (const event of watch({ ...watching, signal: mine.stop.signal }, String(to), seconds)) {
        if (running !== mine) return;
        if (event.kind === 'open') mine.isOpen = true;
        hear(event, watching.clock.now());
      }
    } catch (error) {
      over = { error };
    }
    if (running === mine) end(watching.clock.now(), over);
  }

  function hear(event: WatchEvent, at: number): void {
    if (event.kind === 'version') to = BigInt(event.version);
    if (event.kind === 'open' || event.kind === 'version') {
      for (const reader of readers) put(reader, event);
      return;
    }
    to = BigInt(event.held.meta.resourceVersion);
    const one = { event, version: to, at };
    kept.push(one);
    forget(at);
    for (const reader of readers) if (isNews(one, reader)) put(reader, event);
  }

  function forget(now: number): void {
    const least = kept.length - MOST_KEPT;
    const first = kept.findIndex(({ at }, n) => n >= least && now - at < KEPT_MS);
    from = kept.splice(0, first).at(-1)?.version ?? from;
  }

  function stop(): void {
    running?.stop.abort();
    running = undefined;
  }

  function end(now: number, over: Over): void {
    stop();
    endedAt = over.error instanceof GoneError ? Number.NEGATIVE_INFINITY : now;
    for (const reader of readers) {
      // What others were told of was seen for all.
      if (to > reader.from) put(reader, { kind: 'version', version: String(to) });
      reader.over = over;
      reader.wake();
    }
    readers.clear();
  }

  /** Whoever comes next within moments goes on from here, without what came before. */
  function leave(now: number): void {
    if (!running) return;
    stop();
    endedAt = now;
    from = to;
    kept = [];
  }

  return {
    join(watching, has, version, seconds) {
      const now = watching.clock.now();
      if (!/^\d+$/.test(version)) return undefined;
      const known = BigInt(version);
      if (running && seconds < running.seconds) end(now, {});
      if (!running && now - endedAt > TAKEN_UP_MS) {
        kept = [];
        from = known;
        to = known;
      }
      if (known < from) return undefined;
      if (!running) void see(watching, seconds);
      const reader: Reader = { has, from: known, waiting: [], over: undefined, wake: () => {} };
      if (running?.isOpen) put(reader, { kind: 'open' });
      for (const one of kept) if (isNews(one, reader)) put(reader, one.event);
      readers.add(reader);
      return reader;
    },
    async *read(reader, { clock, signal }) {
      try {
        for (;;) {
          yield* reader.waiting.splice(0);
          if (reader.waiting.length > 0) continue;
          if (reader.over) break;
          const more = new Promise<void>((resolve) => {
            reader.wake = resolve;
          });
          await unlessAborted(signal, more);
        }
        if (reader.over.error !== undefined) throw reader.over.error;
      } finally {
        readers.delete(reader);
        if (readers.size === 0) leave(clock.now());
      }
    },
  };
}

/** Versions of one kind of object are numbers that grow: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions */
function isNews({ event, version }: Kept, { from, has }: Reader): boolean {
  return version > from && has(event.held);
}

function put(reader: Reader, event: WatchEvent): void {
  reader.waiting.push(event);
  reader.wake();
}
