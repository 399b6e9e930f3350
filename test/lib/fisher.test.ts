import { describe, expect, it } from 'vitest';
import { fisher } from '#lib/fisher.ts';

describe('Fisher’s exact test', () => {
  it('is what Fisher had for the lady who tastes tea: 3 of 4 cups right are chance in 17 of 70, 4 of 4 in 1 of 70', () => {
    expect(fisher(3, 4, 1, 4)).toBeCloseTo(17 / 70, 10);
    expect(fisher(4, 4, 0, 4)).toBeCloseTo(1 / 70, 10);
  });

  it('is certain where nothing failed, and holds for many runs', () => {
    expect(fisher(0, 10, 0, 10)).toBe(1);
    expect(fisher(40, 100, 20, 4_000)).toBeLessThan(1e-30);
  });
});
