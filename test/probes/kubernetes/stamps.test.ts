import { describe, expect, it } from 'vitest';
import { parseStamp } from '#probes/kubernetes/stamps.ts';

describe('a stamp', () => {
  it.each([
    ['2026-01-01T00:00:01Z', 1_000],
    ['2026-01-01T00:00:01.5Z', 1_500],
    ['2026-01-01T00:00:01.000250Z', 1_000.25],
    ['2026-01-01T02:00:01+02:00', 1_000],
  ])('%s is so many ms into the year', (text, ms) => {
    expect((parseStamp(text) ?? 0) - Date.parse('2026-01-01T00:00:00Z')).toBeCloseTo(ms, 3);
  });

  it.each([
    '',
    'now',
    '2026-01-01',
    '2026-01-01T00:00:01',
    '2026-13-01T00:00:01Z',
    '2026-01-01T00:00:01+0000',
    '1767225601',
  ])('%j is none', (text) => {
    expect(parseStamp(text)).toBeUndefined();
  });
});
