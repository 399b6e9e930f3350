import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beyond, type EntryRetention, type Kept, surplus } from '#history/retention.ts';

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

const DAY = 24 * 60 * 60_000;
const NOW = 100 * DAY;
const keep: EntryRetention = { count: 10, bytes: 1_000, healthyMs: 14 * DAY, failedMs: 60 * DAY };

/** `h3` is healthy and three days old, `f3` is not healthy. */
function entry(name: string, bytes = 10): Kept {
  return { investigation: name, startedAt: NOW - Number(name.slice(1)) * DAY, healthy: name.startsWith('h'), bytes };
}

describe('surplus', () => {
  it('is nothing while all is young and there is room', () => {
    expect(
      surplus(
        ['h1', 'f1', 'h13', 'f59'].map((name) => entry(name, 250)),
        NOW,
        keep,
      ),
    ).toEqual([]);
  });

  it('is what is too old: good runs after 14 days, others after 60', () => {
    const all = ['h13', 'h14', 'h15', 'f15', 'f59', 'f60'].map((name) => entry(name));
    expect(surplus(all, NOW, keep)).toEqual(['h14', 'h15', 'f60']);
  });

  it('is the oldest healthy ones when there are too many bytes, in whatever order they are given', () => {
    const all = ['h1', 'h4', 'f9', 'h3', 'h2'].map((name) => entry(name, 300));
    expect(surplus(all, NOW, keep)).toEqual(['h4', 'h3']);
  });

  it('is the oldest failures when the healthy ones fill no more than their share', () => {
    const all = [...['f5', 'f6', 'f7', 'f1'].map((name) => entry(name, 300)), entry('h9', 200)];
    expect(surplus(all, NOW, keep)).toEqual(['f7', 'f6']);
  });

  it('is all but the newest when that fills the room, and that too when it is larger', () => {
    expect(surplus([entry('f3', 500), entry('h2', 100), entry('f1', 1_000)], NOW, keep)).toEqual(['f3', 'h2']);
    expect(surplus([entry('f3', 500), entry('f1', 1_001)], NOW, keep)).toEqual(['f3', 'f1']);
  });

  it('always leaves what fits, and the newest of what is young and no larger than the room', () => {
    const name = fc.tuple(fc.constantFrom('h', 'f'), fc.integer({ min: 0, max: 80 })).map(([v, age]) => `${v}${age}`);
    const names = fc.uniqueArray(name, { maxLength: 40, selector: (it) => it.slice(1) });
    fc.assert(
      fc.property(names, fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 40 }), (all, sizes) => {
        const entries = all.map((it, index) => entry(it, sizes[index]));
        const gone = new Set(surplus(entries, NOW, keep));
        const left = entries.filter(({ investigation }) => !gone.has(investigation));
        expect(left.length).toBeLessThanOrEqual(keep.count);
        expect(left.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(keep.bytes);
        const young = entries.filter(({ startedAt, healthy }) => startedAt > NOW - (healthy ? 14 : 60) * DAY);
        const newest = young.sort((one, other) => one.startedAt - other.startedAt).at(-1);
        if (newest) expect(left).toContain(newest);
      }),
    );
  });
});
