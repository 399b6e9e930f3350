import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beyond } from '#history/retention.ts';

describe('beyond', () => {
  it('names nothing while there is room', () => {
    expect(beyond(3, ['a', 'b', 'c'], ['a'])).toEqual([]);
  });

  it('names the oldest healthy ones first', () => {
    expect(beyond(5, ['f1', 'h1', 'h2', 'f2', 'h3', 'h4', 'h5'], ['h1', 'h2', 'h3', 'h4', 'h5'])).toEqual(['h1', 'h2']);
  });

  it('names the oldest failures when few healthy ones are left', () => {
    expect(beyond(5, ['h1', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6'], ['h1'])).toEqual(['f1', 'f2']);
  });

  it('always names as many as are too many, and never the newest', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), fc.integer({ min: 5, max: 40 }), (verdicts, count) => {
        const all = verdicts.map((_, index) => `i${index}`);
        const healthy = all.filter((_, index) => verdicts[index]);
        const dropped = beyond(count, all, healthy);
        expect(new Set(dropped).size).toBe(Math.max(0, all.length - count));
        expect(dropped).not.toContain(all.at(-1));
      }),
    );
  });
});
