import { z } from 'zod';
import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { GoneError } from './answers.ts';
import type { KubernetesConnection } from './client.ts';
import { type Collection, type Held, list } from './collection.ts';
import { createOutage, type Outage, type Unseen } from './outage.ts';
import { watchTogether } from './shared-watch.ts';

export type Change =
  | { readonly kind: 'there'; readonly at: number; readonly object: unknown }
  /** The object as it was last seen. Never told of an event: that one expires is no news. */
  | { readonly kind: 'gone'; readonly at: number; readonly object: unknown }
  /** The first list is complete: what has not come was not there. */
  | { readonly kind: 'listed'; readonly at: number }
  /** Nothing was seen for a while; what came and went in it may be missing. */
  | ({ readonly kind: 'unseen' } & Unseen);

export interface Following {
  readonly connection: KubernetesConnection;
  readonly clock: Clock;
  readonly collection: Collection;
  readonly signal: AbortSignal;
  /** A loss that nothing mends for 5 s is thrown; without it, it is told every 5 s, and tried on until the signal. */
  readonly givesUp?: true;
  /** While nobody waits for what comes, the longer nothing changes, the less often the server is asked. */
  atLeisure?(): boolean;
}

/** Where a following stands: without a version it must list, without `watchable` it lists all the time. */
interface Course extends Following {
  readonly shelf: Shelf;
  readonly outage: Outage;
  listed: boolean;
  watchable: boolean;
  version: string | undefined;
  /** How long the next watch is. */
  seconds: number;
}

/** A server that hangs, and whose connections stand, is noticed when a watch does not end. */
const WATCH_S = 10;
/** Long enough for a quiet day to be a few hundred watches; load balancers let a connection be silent for some minutes. */
const LEISURE_S = 240;
const PAUSE_MS = 100;
const POLL_MS = 1_000;
/** What comes and goes between two lists is missed anyway. */
const SHORT_MS = POLL_MS;

/**
 * What the collection has, and every change from then on, until the signal. A watch that ends is taken up where it
 * stopped, and has lost nothing; a version that the server forgot is made good by a list, and what that list cannot
 * tell of is told as unseen; a watch that is refused is replaced by a list a second. Throws a BlindError when the first
 * look fails, or when the signal comes while nothing can be seen.
 */
export async function* follow(following: Following): AsyncGenerator<Change> {
  const { clock, signal, collection, givesUp } = following;
  if (signal.aborted) return;
  const outage = createOutage({ clock, what: collection.resource, givesUp });
  const course: Course = {
    ...following,
    shelf: collection.resource === 'events' ? createShelf(nameOnly) : createShelf(asTold),
    outage,
    listed: false,
    watchable: true,
    version: undefined,
    seconds: WATCH_S,
  };
  while (!signal.aborted) {
    try {
      if (course.version === undefined) yield* look(course);
      if (course.watchable) yield* stand(course);
      else await waitForNextLook(course);
    } catch (error) {
      if (signal.aborted) break;
      course.seconds = WATCH_S;
      const unseen = recover(course, error);
      if (unseen) yield { kind: 'unseen', ...unseen };
    }
    await clock.sleep(outage.pauseMs(PAUSE_MS), signal).catch(() => {});
  }
  if (!course.listed) throw new BlindError('cut-short', `the end came before the first list of ${collection.resource}`);
  outage.refuseToEndBlind();
}

async function* look(course: Course): AsyncGenerator<Change> {
  const { clock, shelf, outage, collection } = course;
  const listing = await list({ ...course, patienceMs: outage.begin() }, collection.partOf?.has);
  const unseen = outage.end();
  if (unseen && unseen.at - unseen.from > SHORT_MS) yield { kind: 'unseen', ...unseen };
  for (const change of shelf.replace(listing.items)) yield { at: clock.now(), ...change };
  if (!course.listed) yield { kind: 'listed', at: clock.now() };
  course.listed = true;
  course.version = listing.version;
}

async function* stand(course: Course): AsyncGenerator<Change> {
  const { clock, shelf, outage, seconds, version = '' } = course;
  course.seconds = course.atLeisure?.() ? Math.min(2 * seconds, LEISURE_S) : WATCH_S;
  for await (const event of watchTogether({ ...course, patienceMs: outage.begin() }, version, seconds)) {
    if (event.kind === 'open') {
      outage.pause();
      continue;
    }
    outage.end();
    course.version = event.kind === 'version' ? event.version : event.held.meta.resourceVersion;
    const changes = event.kind === 'version' ? [] : shelf.apply(event.kind, event.held);
    for (const change of changes) yield { at: clock.now(), ...change };
    if (event.kind !== 'changed') continue;
    course.seconds = WATCH_S;
    // Now something happens: no watch that ends in minutes.
    if (seconds > WATCH_S) break;
  }
  outage.end();
}

async function waitForNextLook(course: Course): Promise<void> {
  await course.clock.sleep(POLL_MS, course.signal);
  course.version = undefined;
}

/** Gives what was not seen. What cannot be mended is thrown. */
function recover(course: Course, error: unknown): Unseen | undefined {
  const watching = course.version !== undefined;
  if (!course.listed && !(error instanceof GoneError)) throw error;
  if (error instanceof GoneError) course.version = undefined;
  else if (watching && course.watchable && isRefusal(error)) course.watchable = false;
  else return course.outage.note(error);
  return undefined;
}

function isRefusal(error: unknown): boolean {
  return error instanceof BlindError && error.reason === 'refused';
}

interface Difference {
  readonly kind: 'there' | 'gone';
  readonly object: unknown;
}

/** What a collection is known to have. Tells what is new in what it is given; what it knows already is no news. */
interface Shelf {
  replace(items: readonly Held[]): readonly Difference[];
  apply(kind: 'changed' | 'deleted', held: Held): readonly Difference[];
}

/** What is kept of an object, to be told when it goes; undefined for one whose end is not told. */
type Keep = (object: unknown) => object | undefined;

/** A namespace has its events for an hour: of thousands at once no more is kept than that they are known. */
const nameOnly: Keep = () => undefined;

const written = z.looseObject({ metadata: z.looseObject({ managedFields: z.unknown() }) });

/** Who wrote which field is half of an object, and is told by none. */
function asTold(object: unknown): object | undefined {
  const { success, data } = written.safeParse(object);
  if (!success) return object as object;
  const { managedFields, ...metadata } = data.metadata;
  return { ...data, metadata };
}

function createShelf(keep: Keep): Shelf {
  const known = new Map<string, { readonly id: string; readonly last: object | undefined }>();
  const drop = (name: string): readonly Difference[] => {
    const { last } = known.get(name) ?? {};
    known.delete(name);
    return last ? [{ kind: 'gone', object: last }] : [];
  };
  const put = ({ meta: { name, uid, resourceVersion }, object }: Held): readonly Difference[] => {
    const before = known.get(name);
    const id = `${uid} ${resourceVersion}`;
    if (before?.id === id) return [];
    // The same name again is another object: the one that was seen is gone.
    const gone = before && !before.id.startsWith(`${uid} `) ? drop(name) : [];
    known.set(name, { id, last: keep(object) });
    return [...gone, { kind: 'there', object }];
  };
  return {
    replace: (items) => {
      const names = new Set(items.map(({ meta }) => meta.name));
      const missing = [...known.keys()].filter((name) => !names.has(name));
      return [...missing.flatMap(drop), ...items.flatMap(put)];
    },
    apply: (kind, held) => {
      if (kind === 'changed') return put(held);
      const isKnown = drop(held.meta.name).length > 0;
      const last = keep(held.object);
      return isKnown && last ? [{ kind: 'gone', object: last }] : [];
    },
  };
}
