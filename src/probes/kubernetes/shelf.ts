import type { Held } from './collection.ts';

export interface Difference {
  readonly kind: 'there' | 'gone';
  readonly object: unknown;
}

/** What a collection is known to have. Tells what is new in what it is given; what it knows already is no news. */
export interface Shelf {
  replace(items: readonly Held[]): readonly Difference[];
  apply(kind: 'changed' | 'deleted', held: Held): readonly Difference[];
}

export function createShelf(): Shelf {
  const known = new Map<string, Held>();
  const put = (held: Held): readonly Difference[] => {
    const before = known.get(held.meta.name);
    if (before?.meta.uid === held.meta.uid && before.meta.resourceVersion === held.meta.resourceVersion) return [];
    known.set(held.meta.name, held);
    const there = { kind: 'there', object: held.object } as const;
    // The same name again is another object: the one that was seen is gone.
    return before && before.meta.uid !== held.meta.uid ? [{ kind: 'gone', object: before.object }, there] : [there];
  };
  const drop = (name: string, last: Held): readonly Difference[] =>
    known.delete(name) ? [{ kind: 'gone', object: last.object }] : [];
  return {
    replace: (items) => {
      const names = new Set(items.map(({ meta }) => meta.name));
      const missing = [...known].filter(([name]) => !names.has(name));
      return [...missing.flatMap(([name, last]) => drop(name, last)), ...items.flatMap(put)];
    },
    apply: (kind, held) => (kind === 'changed' ? put(held) : drop(held.meta.name, held)),
  };
}
