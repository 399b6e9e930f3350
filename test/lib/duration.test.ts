import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '#lib/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['250ms', 250],
    ['250 ms', 250],
    ['30s', 30_000],
    ['2.31 s', 2_310],
    ['45 sec', 45_000],
    ['1m30s', 90_000],
    ['1 min 4 s', 64_000],
    ['2H', 7_200_000],
    ['7d', 604_800_000],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '30', 's', '-5s', '30 s and more', '1 parsec', '1e3s', `${'1s'.repeat(30)}`])('refuses %s', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [250, '250 ms'],
    [999.6, '1.00 s'],
    [1_000, '1 s'],
    [2_310, '2.31 s'],
    [9_996, '10.0 s'],
    [30_000, '30 s'],
    [42_154, '42.2 s'],
    [59_960, '1 min'],
    [64_000, '1 min 4 s'],
    [3_599_700, '1 h'],
    [7_500_000, '2 h 5 min'],
    [-250, '-250 ms'],
  ])('words %d ms as %s', (ms, words) => {
    expect(formatDuration(ms)).toBe(words);
  });

  it('gives a text that can be read back', () => {
    for (const ms of [250, 2_310, 30_000, 64_000, 7_500_000]) expect(parseDuration(formatDuration(ms))).toBe(ms);
  });
});
