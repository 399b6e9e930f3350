import { describe, expect, it } from 'vitest';
import { interval, limit, moment, range, seconds, secondsAtLeast, span } from '#investigation/say.ts';
import type { Moment } from '#investigation/timeline/moment.ts';

const reached = (earliest: number, latest: number): Moment => ({ state: 'reached', earliest, latest, witnesses: [] });
const notReached = (after: number): Moment => ({ state: 'not-reached', after, witnesses: [] });

describe('times in words', () => {
  it.each([
    [0, '0.0 s'],
    [4, '0.0 s'],
    [226, '0.23 s'],
    [2_300, '2.3 s'],
    [2_314, '2.31 s'],
    [9_994, '9.99 s'],
    [42_154, '42.2 s'],
    [-5, '0.0 s'],
  ])('%d ms are %s', (ms, words) => {
    expect(seconds(ms)).toBe(words);
  });

  it.each([
    [29_960, '29.9 s'],
    [30_000, '30.0 s'],
    [9_999, '9.99 s'],
    [226, '0.22 s'],
  ])('at least %d ms are at least %s: a limit is not reached by rounding', (ms, words) => {
    expect(secondsAtLeast(ms)).toBe(words);
  });

  it('of limits are as they were set', () => {
    expect(limit(30_000)).toBe('30 s');
    expect(limit(500)).toBe('0.5 s');
  });

  it('are as wide as what is known, unless that is narrower than anyone reads', () => {
    expect(interval(2_310, 2_420)).toBe('2.31–2.42 s');
    expect(interval(2_310, 2_359)).toBe('2.36 s');
    expect(interval(-300, 330)).toBe('0.0–0.33 s');
    expect(interval(9_900, 10_100)).toBe('9.9–10.1 s');
  });

  it('of moments tell reached from never reached from never seen', () => {
    expect(moment(reached(890, 1_000))).toBe('0.89–1.0 s');
    expect(moment(notReached(30_110))).toBe('> 30.1 s');
    expect(moment({ state: 'not-seen', why: 'not configured' })).toBe('not seen');
  });

  it('of lengths say where there was no end', () => {
    expect(span({ atLeast: 600, atMost: 1_920 })).toBe('0.6–1.92 s');
    expect(span({ atLeast: 27_600 })).toBe('> 27.6 s');
    expect(range(1_000, 5_000)).toBe('1–5 s');
  });
});
