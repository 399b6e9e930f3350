import { expect, it } from 'vitest';
import type { WorldOutcome } from '../../bench/worlds/outcome.ts';
import { heldIn } from '../../bench/worlds/record.ts';

const world = (id: string, right: boolean): WorldOutcome => ({
  ...{ id: 'world-1', seed: 1, ingredients: [], failings: [] },
  truth: {} as NonNullable<WorldOutcome['truth']>,
  score: { cause: { id, confidence: 'likely', right } } as NonNullable<WorldOutcome['score']>,
});

it('counts of each rule and confidence in how many worlds it named the cause, and was right', () => {
  expect(heldIn([world('b', true), world('a', true), world('b', false)])).toEqual({
    a: { likely: { worlds: 1, right: 1 } },
    b: { likely: { worlds: 2, right: 1 } },
  });
});
