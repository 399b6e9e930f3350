import type { z } from 'zod';
import type { Fact, FactKind } from '#investigation/observation.ts';
import { BlindError, type Sighting } from '#investigation/probe.ts';
import type { Collection } from './collection.ts';
import { type Following, follow } from './follow.ts';
import type { Meta } from './objects.ts';

type AnyShape = z.ZodType<{ readonly metadata: Meta }>;

export interface Telling<Shape extends AnyShape> extends Following {
  readonly shape: Shape;
  /** The fact that an object makes; undefined for one that is not looked for. */
  readonly factOf: (object: z.output<Shape>, deleted: boolean) => Fact | undefined;
  /** What else there is to tell once the first look is over, given the names of the objects that were told. */
  readonly afterFirstLook?: (names: ReadonlySet<string>, at: number) => Iterable<Sighting> | AsyncIterable<Sighting>;
}

const KINDS: Readonly<Record<Collection['resource'], FactKind>> = {
  pods: 'pod-state',
  services: 'service-state',
  events: 'kubernetes-event',
  jobs: 'kubernetes-job-state',
};

/** Follows a collection and tells each change as a fact; one equal to the last about the same object is told once. */
export async function* tell<Shape extends AnyShape>(telling: Telling<Shape>): AsyncGenerator<Sighting> {
  const told = new Map<string, string>();
  for await (const change of follow(telling)) {
    if (change.kind === 'listed') {
      yield* telling.afterFirstLook?.(new Set(told.keys()), change.at) ?? [];
      continue;
    }
    if (change.kind === 'unseen') {
      const { at, from, reason, detail } = change;
      yield { at, gap: { kinds: [KINDS[telling.collection.resource]], from, reason, detail } };
      continue;
    }
    const object = shaped(telling, change.object);
    const fact = telling.factOf(object, change.kind === 'gone');
    const words = JSON.stringify(fact);
    if (!fact || told.get(object.metadata.name) === words) continue;
    told.set(object.metadata.name, words);
    yield { at: change.at, fact };
  }
}

function shaped<Shape extends AnyShape>({ shape, collection }: Telling<Shape>, object: unknown): z.output<Shape> {
  const result = shape.safeParse(object);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new BlindError(
    'failed',
    `${collection.resource}: an unknown shape at ${issue?.path.join('.')}: ${issue?.message}`,
  );
}
