import type { Fault, Scenario } from '../scenario.ts';
import { scenarioCalled } from '../scenario-list.ts';
import { healthy } from '../scenarios/healthy.ts';
import { compose } from '../worlds/compose.ts';
import type { Ingredient } from '../worlds/plan.ts';

/** A story, and what it is made of, each with what is right to say where it has hold of the job. */
export interface Composed extends Scenario {
  readonly ingredients: readonly Ingredient[];
}

/** One story of several: all their faults hold. `world-7` is a random one. Throws where one is unknown. */
export function composed(ids: readonly string[]): Composed {
  const [only = healthy.id] = ids;
  const [, seed] = /^world-(\d{1,9})$/.exec(only) ?? [];
  if (seed !== undefined) return randomWorld(Number(seed));
  const parts = ids.map(scenarioCalled).filter(({ id }) => id !== healthy.id);
  const [first = healthy, ...others] = parts;
  const ingredients = parts.map(ingredientOf);
  if (others.length === 0) return { ...first, ingredients };
  return {
    id: parts.map(({ id }) => id).join('+'),
    story: parts.map(({ story }) => story).join('. And: '),
    faults: parts.flatMap(({ faults }) => faults),
    expected: first.expected,
    ingredients,
  };
}

/** What nobody wrote down: its story is what it is made of. */
function randomWorld(seed: number): Composed {
  const { ingredients } = compose(seed);
  return {
    id: `world-${seed}`,
    story: `A random world of ${ingredients.map(({ id }) => id).join(', ') || 'nothing that is wrong'}`,
    faults: ingredients.flatMap(({ faults }) => faults),
    expected: healthy.expected,
    ingredients,
  };
}

/** What the world writes down when it happens to a job; another fault is there from the beginning, or keeps a stage from coming. */
const NOTED: readonly Fault['kind'][] = [
  'unschedulable',
  'image-pull',
  'not-ready',
  'ends',
  'cleaned-up',
  'service-refused',
  'backend-restarts',
];
/** Of the way to Focus Server, whatever becomes of the consumer. */
const ON_THE_WAY: readonly Fault['kind'][] = ['gateway', 'no-route', 'path-broken'];

function ingredientOf({ id, faults, expected: { verdict, cause } }: Scenario): Ingredient {
  const kinds = faults.map(({ kind }) => kind);
  const deed = NOTED.find((kind) => kinds.includes(kind));
  const explained = kinds.every((kind) => kind === 'late') ? 'delay' : 'fault';
  return {
    id,
    role: verdict === 'healthy' ? 'noise' : explained,
    faults,
    right: { ids: cause === undefined ? [] : [cause] },
    ...(deed && { deed }),
    ...(kinds.some((kind) => ON_THE_WAY.includes(kind)) && { way: {} }),
  };
}
