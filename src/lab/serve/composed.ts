import type { Scenario } from '../scenario.ts';
import { scenarioCalled } from '../scenario-list.ts';
import { healthy } from '../scenarios/healthy.ts';
import { compose } from '../worlds/compose.ts';

/** A story, and the causes that are right to name; undefined where the story does not say. */
export interface Composed extends Scenario {
  readonly right?: readonly string[];
}

/** One story of several: all their faults hold. `world-7` is a random one. Throws where one is unknown. */
export function composed(ids: readonly string[]): Composed {
  const [only = healthy.id] = ids;
  const [, seed] = /^world-(\d{1,9})$/.exec(only) ?? [];
  if (seed !== undefined) return randomWorld(Number(seed));
  const parts = ids.map(scenarioCalled).filter(({ id }) => id !== healthy.id);
  const [first = healthy, ...others] = parts;
  if (others.length === 0) return { ...first, ...(first.expected.cause && { right: [first.expected.cause] }) };
  return {
    id: parts.map(({ id }) => id).join('+'),
    story: parts.map(({ story }) => story).join('. And: '),
    faults: parts.flatMap(({ faults }) => faults),
    expected: first.expected,
    right: parts.flatMap(({ expected }) => expected.cause ?? []),
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
    right: ingredients.flatMap(({ role, right }) => (role === 'fault' ? (right?.ids ?? []) : [])),
  };
}
