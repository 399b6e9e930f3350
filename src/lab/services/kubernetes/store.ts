import type { Clock } from '#lib/clock.ts';
import {
  apiVersionOf,
  type Kind,
  type KubernetesObject,
  kindNamed,
  type StoredObject,
  wholeSecond,
} from './objects.ts';
import { writersOf } from './writers.ts';

export interface Entry {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: StoredObject;
  /** The object before the change. */
  readonly before?: StoredObject;
}

/** All objects and their history: every change gets the next version, as in etcd. */
export interface Store {
  create(object: KubernetesObject): StoredObject;
  /** False when there is no such object. */
  update(kind: string, namespace: string, name: string, change: (object: KubernetesObject) => void): boolean;
  remove(kind: string, namespace: string, name: string): boolean;
  get(kind: string, namespace: string, name: string): StoredObject | undefined;
  /** The object itself, to be looked at and not changed. */
  peek(kind: string, namespace: string, name: string): StoredObject | undefined;
  /** Version of the latest change. */
  version(): number;
  /** The kind's objects as they were at a version that is not forgotten, by namespace and name. */
  at(kind: string, version: number): readonly StoredObject[];
  /** Changes after a version that is not forgotten. */
  since(version: number): readonly Entry[];
  /** What is older than the present version is forgotten: who asks for it gets 410. */
  compact(): void;
  isForgotten(version: number): boolean;
  /** Hears of every change from now on; the answer ends that. */
  subscribe(hear: (entry: Entry) => void): () => void;
}

const FIRST_VERSION = 1_000;
/** A server forgets by itself what is older than this many changes. */
const HISTORY = 5_000;

export function createStore(clock: Clock): Store {
  const objects = new Map<string, StoredObject>();
  const listeners = new Set<(entry: Entry) => void>();
  let history: Entry[] = [];
  let version = FIRST_VERSION;
  let oldest = FIRST_VERSION;

  const record = (type: Entry['type'], object: KubernetesObject, before?: StoredObject): StoredObject => {
    version += 1;
    const stored = structuredClone(object) as StoredObject;
    stored.metadata.resourceVersion = String(version);
    const entry = { version, type, object: stored, ...(before && { before }) };
    history.push(entry);
    if (history.length > HISTORY) oldest = history.shift()?.version ?? oldest;
    if (type === 'DELETED') objects.delete(keyOf(stored));
    else objects.set(keyOf(stored), stored);
    for (const hear of listeners) hear(entry);
    return stored;
  };
  const find = (kind: string, namespace: string, name: string) => objects.get(keyFor(kindNamed(kind), namespace, name));

  return {
    create: (object) => {
      const complete = completed(object, clock.now());
      if (objects.has(keyOf(complete))) throw new Error(`${object.kind} "${object.metadata.name}" already exists`);
      return structuredClone(record('ADDED', complete));
    },
    update: (kind, namespace, name, change) => {
      const before = find(kind, namespace, name);
      if (!before) return false;
      const after = structuredClone(before);
      change(after);
      after.metadata.managedFields = writersOf(before, after, clock.now());
      record('MODIFIED', after, before);
      return true;
    },
    remove: (kind, namespace, name) => {
      const before = find(kind, namespace, name);
      if (before) record('DELETED', before, before);
      return before !== undefined;
    },
    get: (kind, namespace, name) => structuredClone(find(kind, namespace, name)),
    peek: find,
    version: () => version,
    at: (kind, wanted) => {
      const then = new Map(objects);
      for (const { object, before } of history.filter((entry) => entry.version > wanted).reverse()) {
        if (before) then.set(keyOf(before), before);
        else then.delete(keyOf(object));
      }
      return [...then.values()].filter((object) => object.kind === kind).sort(byName);
    },
    since: (wanted) => history.filter((entry) => entry.version > wanted),
    compact: () => {
      history = [];
      oldest = version;
    },
    isForgotten: (wanted) => wanted < oldest,
    subscribe: (hear) => {
      listeners.add(hear);
      return () => void listeners.delete(hear);
    },
  };
}

function completed(object: KubernetesObject, now: number): KubernetesObject {
  const kind = kindNamed(object.kind);
  const { namespace = 'default', ...metadata } = structuredClone(object.metadata);
  const { creationTimestamp = wholeSecond(now) } = metadata;
  return {
    ...structuredClone(object),
    apiVersion: object.apiVersion ?? apiVersionOf(kind),
    metadata: {
      ...metadata,
      ...(kind.namespaced ? { namespace } : {}),
      uid: metadata.uid ?? crypto.randomUUID(),
      creationTimestamp,
      managedFields: metadata.managedFields ?? writersOf(undefined, object, Date.parse(creationTimestamp)),
    },
  };
}

function keyOf({ kind, metadata }: KubernetesObject): string {
  return keyFor(kindNamed(kind), metadata.namespace ?? '', metadata.name);
}

function keyFor({ kind, namespaced }: Kind, namespace: string, name: string): string {
  return `${kind}/${namespaced ? namespace : ''}/${name}`;
}

function byName(one: StoredObject, other: StoredObject): number {
  return sortKey(one) < sortKey(other) ? -1 : 1;
}

/** The order of a list, and where its next page begins. */
export function sortKey({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
