import { beforeEach, describe, expect, it } from 'vitest';
import { type Budget, createLineBuffer } from '#capture/buffer.ts';
import { line } from '../support/captures.ts';

let budget: Budget;

beforeEach(() => {
  budget = { most: 1_000_000, used: 0 };
});

/** Each of the least weight, 100 bytes. */
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => line(from + i, `${from + i}`));
const textsOf = (taken: { lines: readonly { fact: object }[] }) =>
  taken.lines.map(({ fact }) => ('text' in fact ? Number(fact.text) : Number.NaN));

describe('lines that wait to be kept', () => {
  it('come out in their order, once', () => {
    const buffer = createLineBuffer(10_000, budget);
    for (const each of lines(0, 80)) buffer.add(each);
    expect(textsOf(buffer.take())).toEqual(Array.from({ length: 80 }, (_, i) => i));
    expect(buffer.isEmpty).toBe(true);
    expect(textsOf(buffer.take())).toEqual([]);
  });

  it('lose their middle when they are too many', () => {
    const buffer = createLineBuffer(10_000, budget);
    for (const each of lines(0, 1_000)) buffer.add(each);
    expect(budget.used).toBeLessThanOrEqual(10_000);
    const taken = buffer.take();
    const kept = textsOf(taken);
    expect(kept.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(kept.at(-1)).toBe(999);
    expect(kept.length).toBeGreaterThanOrEqual(75);
    expect(taken.dropped).toBe(1_000 - kept.length);
  });

  it('are counted and let go when the budget of all is used up', () => {
    budget = { most: 500, used: 0 };
    const [one, other] = [createLineBuffer(10_000, budget), createLineBuffer(10_000, budget)];
    for (const each of lines(0, 4)) one.add(each);
    for (const each of lines(0, 4)) other.add(each);
    const taken = other.take();
    expect([textsOf(taken), taken.dropped]).toEqual([[0], 3]);
    other.add(line(9, '9'));
    expect(other.take().dropped).toBe(1);
    taken.free();
    other.add(line(9, '9'));
    expect(textsOf(other.take())).toEqual([9]);
  });
});
