import { describe, expect, it } from 'vitest';
import { nearIds, newerIds, successorOf } from '#lookups/logs/missing.ts';

const ids = ['3-41', '19-44', '19-9', '2-6', '19-3', '19-7', '7-8', '19-44'];

describe('ids near one that is not there', () => {
  it('are of the same slot first, then of close counters', () => {
    expect(nearIds('19-7', ids, 10)).toEqual(['19-9', '19-3', '19-44', '2-6', '7-8', '3-41']);
    expect(nearIds('19-7', ids, 2)).toEqual(['19-9', '19-3']);
  });

  it('tell which are newer, and which has its slot now', () => {
    expect(newerIds('19-7', ids)).toEqual(['7-8', '19-9', '3-41', '19-44']);
    expect(successorOf('19-7', ids)).toBe('19-44');
    expect(successorOf('19-50', ids)).toBeUndefined();
    expect(successorOf('4-1', ids)).toBeUndefined();
  });
});
