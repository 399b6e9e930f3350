import { z } from 'zod';
import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { deadline } from '#lib/deadline.ts';
import { splitLines } from '#lib/lines.ts';
import { GoneError, jsonOf, refusal, refuseUnlessOk } from './answers.ts';
import type { KubernetesConnection } from './client.ts';
import { type Meta, metaSchema } from './objects.ts';

/** Objects of one kind in the settings' namespace, all of them or those that a selector picks. */
export interface Collection extends Listable {
  readonly resource: 'pods' | 'services' | 'events' | 'jobs';
  /** A collection that others look at too, in which this one is: one watch of it serves them all. */
  readonly partOf?: { readonly collection: Omit<Collection, 'partOf'>; has(held: Held): boolean };
}

/** What can be listed, and need not be watched. */
export interface Listable {
  readonly resource: keyof typeof PLACES;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Names, versions and stamps alone are sent: no contents. */
  readonly metadataOnly?: true;
}

const PLACES = {
  pods: '/api/v1',
  services: '/api/v1',
  events: '/api/v1',
  jobs: '/apis/batch/v1',
  deployments: '/apis/apps/v1',
  statefulsets: '/apis/apps/v1',
  configmaps: '/api/v1',
  secrets: '/api/v1',
  resourcequotas: '/api/v1',
  nodes: '/api/v1',
} as const;

const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** An object as it came, with the part of its metadata that tells it from others. */
export interface Held {
  readonly meta: Meta;
  readonly object: unknown;
}

export interface Listing {
  readonly items: readonly Held[];
  /** What a watch goes on from. */
  readonly version: string;
}

export type WatchEvent =
  /** The watch stands: nothing has been lost since the version it was asked for. */
  | { readonly kind: 'open' }
  | { readonly kind: 'changed' | 'deleted'; readonly held: Held }
  | { readonly kind: 'version'; readonly version: string };

export interface Reading {
  readonly connection: KubernetesConnection;
  readonly clock: Clock;
  readonly collection: Listable;
  readonly signal: AbortSignal;
  /** Ms of the clock until the first answer. */
  readonly patienceMs: number;
}

const PAGE = 500;
const WATCH_GRACE_MS = 2_500;
const INSIST_MS = 1_000;
const PAUSE_MS = 100;
const LONGEST_EVENT = 4 * 1024 * 1024;

const held = z
  .looseObject({ metadata: z.unknown() })
  .transform((object): { meta: unknown; object: unknown } => ({ meta: object.metadata, object }))
  .pipe(z.object({ meta: metaSchema, object: z.unknown() }));
const listSchema = z.object({
  metadata: z.object({ resourceVersion: z.string(), continue: z.string().optional() }),
  items: z.array(held),
});
const eventSchema = z.object({ type: z.string(), object: z.unknown() });
const errorSchema = z.object({ code: z.number().catch(0), message: z.string().catch('') });
const bookmarkSchema = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

/**
 * Everything the collection has now; of a list that no selector could narrow what is wanted alone is held. Throws a
 * BlindError, or a GoneError when a page came too late.
 */
export async function list(reading: Reading, isWanted: (held: Held) => boolean = () => true): Promise<Listing> {
  const items: Held[] = [];
  let version = '';
  for await (const page of pages(reading)) {
    items.push(...page.items.filter(isWanted));
    version = page.version;
  }
  return { items, version };
}

/** The same page by page, for who need not hold all of it at once. */
export async function* pages(reading: Reading): AsyncGenerator<Listing> {
  const { connection, collection, signal, patienceMs } = reading;
  const doing = listing(connection, collection);
  const accept = collection.metadataOnly && { accept: METADATA };
  let next: string | undefined;
  do {
    const query = { ...selection(collection), limit: PAGE, ...(next ? { continue: next } : {}) };
    const body = await insist(reading, async () =>
      jsonOf(await connection.ask(pathOf(connection, collection), query, { signal, patienceMs, ...accept }), doing),
    );
    const page = parsed(listSchema, body, doing);
    yield { items: page.items, version: page.metadata.resourceVersion };
    next = page.metadata.continue;
  } while (next);
}

/** One dropped connection says nothing: what could not be reached is asked again, for a second. */
async function insist<T>({ clock, signal }: Reading, ask: () => Promise<T>): Promise<T> {
  const begun = clock.now();
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const isDropped = error instanceof BlindError && error.reason === 'unreachable';
      if (!isDropped || signal.aborted || clock.now() - begun >= INSIST_MS) throw error;
      await clock.sleep(PAUSE_MS, signal);
    }
  }
}

/**
 * Changes after `version`, until the server ends the watch, which is asked to do so after `seconds`: one that goes on for
 * longer runs over a dead connection. Throws a BlindError or, where `version` is forgotten, a GoneError.
 */
export async function* watch(reading: Reading, version: string, seconds: number): AsyncGenerator<WatchEvent> {
  const { connection, clock, collection, signal, patienceMs } = reading;
  const doing = `watching ${collection.resource} in namespace ${connection.settings.namespace}`;
  const life = deadline(clock, seconds * 1_000 + WATCH_GRACE_MS, signal);
  const query = {
    ...selection(collection),
    watch: true,
    resourceVersion: version,
    allowWatchBookmarks: true,
    timeoutSeconds: seconds,
  };
  try {
    const answer = await connection.ask(pathOf(connection, collection), query, { signal: life.signal, patienceMs });
    await refuseUnlessOk(answer, doing);
    yield { kind: 'open' };
    for await (const { texts, isOpen } of splitLines(answer.body, LONGEST_EVENT))
      if (!isOpen) for (const text of texts) yield eventOf(text, doing);
  } catch (error) {
    throw signal.aborted || error instanceof GoneError || error instanceof BlindError ? error : broken(error, doing);
  } finally {
    life.clear();
  }
}

function eventOf(line: string, doing: string): WatchEvent {
  const { type, object } = parsed(eventSchema, fromJson(line, doing), doing);
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
      return { kind: 'changed', held: parsed(held, object, doing) };
    case 'DELETED':
      return { kind: 'deleted', held: parsed(held, object, doing) };
    case 'BOOKMARK':
      return { kind: 'version', version: parsed(bookmarkSchema, object, doing).metadata.resourceVersion };
    default: {
      const { code, message } = parsed(errorSchema, object, doing);
      throw refusal(code, message, doing);
    }
  }
}

function selection({ labelSelector, fieldSelector }: Listable): Record<string, string> {
  return { ...(labelSelector ? { labelSelector } : {}), ...(fieldSelector ? { fieldSelector } : {}) };
}

/** Such as `listing pods in namespace panda`. */
export function listing({ settings }: KubernetesConnection, { resource }: Listable): string {
  return resource === 'nodes' ? 'listing nodes' : `listing ${resource} in namespace ${settings.namespace}`;
}

function pathOf({ settings }: KubernetesConnection, { resource }: Listable): string {
  const where = resource === 'nodes' ? '' : `/namespaces/${encodeURIComponent(settings.namespace)}`;
  return `${PLACES[resource]}${where}/${resource}`;
}

function fromJson(line: string, doing: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new BlindError('failed', `${doing}: an event is no JSON: ${line.slice(0, 100)}`, { cause: error });
  }
}

function parsed<T extends z.ZodType>(schema: T, value: unknown, doing: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new BlindError('failed', `${doing}: an unknown shape at ${issue?.path.join('.')}: ${issue?.message}`);
}

function broken(error: unknown, doing: string): BlindError {
  return new BlindError('unreachable', `${doing}: the watch broke off`, { cause: error });
}
