import { expect, it } from 'vitest';
import { ageWords } from '#lib/duration.ts';

const HOUR = 3_600_000;

it.each([
  [0, '0 s'],
  [999, '0 s'],
  [45_900, '45 s'],
  [64_000, '1 min 4 s'],
  [HOUR - 1, '59 min 59 s'],
  [2 * HOUR + 359_999, '2 h 5 min'],
  [47 * HOUR, '47 h'],
  [48 * HOUR, '2 d'],
  [339 * HOUR, '14 d 3 h'],
])('%i ms old is %s', (ms, words) => {
  expect(ageWords(ms)).toBe(words);
});
