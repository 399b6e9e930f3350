import type { ServerResponse } from 'node:http';
import type { Clock } from '#lib/clock.ts';
import type { Hang } from '../hang.ts';
import { parseVersion } from './list.ts';
import { apiVersionOf, type Kind, type StoredObject } from './objects.ts';
import type { Selector } from './selectors.ts';
import { expired } from './statuses.ts';
import type { Entry, Store } from './store.ts';

export interface WatchRequest {
  readonly kind: Kind;
  readonly selects: Selector;
  /** From which version on; without one, what there is comes first. */
  readonly resourceVersion: string;
  readonly bookmarks: boolean;
  /** Ms of the clock after which the server ends the watch; undefined for never. */
  readonly timeoutMs?: number;
}

/** The watches that are open. */
export interface Watches {
  open(request: WatchRequest, response: ServerResponse): void;
  /** Every watch gets an ERROR event 410 and ends, as when a server lost its cache. */
  expire(): void;
}

interface Watch {
  tell(type: string, object: object): void;
  end(): void;
}

/** A bookmark comes every minute, and this long before the server ends a watch. */
const BOOKMARK_EVERY_MS = 60_000;
const BOOKMARK_BEFORE_END_MS = 2_000;

export function createWatches(store: Store, clock: Clock, hang: Hang): Watches {
  const open = new Set<Watch>();
  return {
    open: (request, response) => {
      const from = request.resourceVersion === '' ? 0 : parseVersion(request.resourceVersion);
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.flushHeaders();
      const watch = watchOver(response, hang);
      if (from > 0 && store.isForgotten(from)) {
        refuse(watch, tooOld(from, store));
        return;
      }
      open.add(watch);
      const stop = attend(store, clock, request, from, watch);
      response.on('close', () => {
        open.delete(watch);
        stop();
      });
    },
    expire: () => {
      for (const watch of open) refuse(watch, tooOld(0, store));
    },
  };
}

function watchOver(response: ServerResponse, hang: Hang): Watch {
  const write = (line: string) => {
    if (!response.writableEnded) response.write(line);
  };
  return {
    tell: (type, object) => hang.after(() => write(`${JSON.stringify({ type, object })}\n`)),
    end: () => hang.after(() => void response.end()),
  };
}

function refuse(watch: Watch, error: { body: object }): void {
  watch.tell('ERROR', error.body);
  watch.end();
}

function tooOld(version: number, store: Store) {
  return expired(`too old resource version: ${version} (${store.version()})`);
}

/** Tells what there is or what was missed, then every change; gives back what ends that. */
function attend(store: Store, clock: Clock, request: WatchRequest, from: number, watch: Watch): () => void {
  const { kind, selects, bookmarks, timeoutMs } = request;
  const hear = (entry: Entry) => {
    const type = entry.object.kind === kind.kind ? seenAs(entry, selects) : undefined;
    // A deletion shows the object as it last was, at the version of the deletion.
    if (type) watch.tell(type, entry.object);
  };
  if (from === 0)
    for (const object of store.at(kind.kind, store.version()).filter(selects)) watch.tell('ADDED', object);
  else for (const entry of store.since(from)) hear(entry);
  const unsubscribe = store.subscribe(hear);
  const done = new AbortController();
  const after = (ms: number, act: () => void) => clock.sleep(ms, done.signal).then(act, () => {});
  const bookmark = () => watch.tell('BOOKMARK', bookmarkOf(kind, store.version()));
  const remind = (): void =>
    void after(BOOKMARK_EVERY_MS, () => {
      bookmark();
      remind();
    });
  if (bookmarks) remind();
  if (timeoutMs !== undefined) {
    if (bookmarks && timeoutMs > BOOKMARK_BEFORE_END_MS) void after(timeoutMs - BOOKMARK_BEFORE_END_MS, bookmark);
    void after(timeoutMs, () => watch.end());
  }
  return () => {
    unsubscribe();
    done.abort();
  };
}

/** To one who watches a selection, an object that enters it is added and one that leaves it deleted. */
function seenAs({ type, object, before }: Entry, selects: Selector): Entry['type'] | undefined {
  const now = type !== 'DELETED' && selects(object);
  const then = before !== undefined && selects(before);
  if (now) return then ? 'MODIFIED' : 'ADDED';
  return then ? 'DELETED' : undefined;
}

function bookmarkOf(kind: Kind, version: number): Partial<StoredObject> {
  return {
    kind: kind.kind,
    apiVersion: apiVersionOf(kind),
    metadata: { resourceVersion: String(version), creationTimestamp: null } as unknown as StoredObject['metadata'],
  };
}
