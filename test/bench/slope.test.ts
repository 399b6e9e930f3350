import { describe, expect, it } from 'vitest';
import { slopeOf } from '../../bench/load/slope.ts';

describe('the slope of a fitted line', () => {
  it('is exact where all points lie on a line', () => {
    const { at, from, to } = slopeOf([0, 1, 2, 3].map((x) => [x, 5 + 2 * x] as const));
    expect([at, from, to].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([2, 2, 2]);
  });

  it('has the bound that textbooks give it', () => {
    // Anscombe's first four: slope 0.5001, standard error 0.1179, t(9) = 2.262.
    const points = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5].map(
      (x, i) => [x, [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68][i] ?? 0] as const,
    );
    const { at, from, to } = slopeOf(points);
    expect(at).toBeCloseTo(0.5001, 3);
    expect(from).toBeCloseTo(0.5001 - 2.262 * 0.1179, 2);
    expect(to).toBeCloseTo(0.5001 + 2.262 * 0.1179, 2);
  });
});
