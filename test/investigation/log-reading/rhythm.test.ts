import { describe, expect, it } from 'vitest';
import { createRhythm } from '#investigation/log-reading/groups.ts';

function every(...times: readonly number[]): number | undefined {
  const rhythm = createRhythm(times[0] ?? 0);
  for (const at of times.slice(1)) rhythm.beat(at);
  return rhythm.everyMs();
}

const regular = (count: number, gap: number) => Array.from({ length: count }, (_, i) => i * gap);

describe('a rhythm', () => {
  it('is the median gap of what comes regularly', () => {
    expect(every(0, 3_200, 6_300, 9_500, 12_700)).toBe(3_200);
  });

  it('is the same, however long it lasts', () => {
    expect(every(...regular(100_000, 3_200))).toBe(3_200);
  });

  it.each([
    ['comes once', [5]],
    ['comes too few times', [0, 100, 200]],
    ['comes at once', [5, 5, 5, 5, 5]],
    ['comes in bursts', regular(60, 1).flatMap((i) => [i * 3_000, i * 3_000 + 5])],
    ['comes in many bursts', regular(600, 1).flatMap((i) => [i * 3_000, i * 3_000 + 5])],
    ['comes as it likes', [0, 10, 500, 510, 4_000, 9_000, 9_100]],
    ['pauses for long', [...regular(20, 100), ...regular(20, 100).map((at) => at + 60_000)]],
    ['comes faster than clocks tell', regular(50, 3)],
  ])('is none where something %s', (_, times) => {
    expect(every(...times)).toBeUndefined();
  });

  it('knows its ends in whatever order they are told', () => {
    const rhythm = createRhythm(5);
    for (const at of [9, 2, 7]) rhythm.beat(at);
    expect([rhythm.first, rhythm.last]).toEqual([2, 9]);
  });
});
