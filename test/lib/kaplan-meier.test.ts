import { describe, expect, it } from 'vitest';
import { type Lifetime, quantileOf, survival } from '#lib/kaplan-meier.ts';

const came = (...times: readonly number[]): Lifetime[] => times.map((ms) => ({ ms, came: true }));
const waited = (...times: readonly number[]): Lifetime[] => times.map((ms) => ({ ms, came: false }));

/**
 * Weeks of remission of 42 people with leukaemia (Freireich et al., Blood 21, 1963), the example of Kleinbaum and Klein's
 * "Survival Analysis" and of Cox's paper of 1972: with 6-MP, and without it.
 */
const treated = [...came(6, 6, 6, 7, 10, 13, 16, 22, 23), ...waited(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)];
const untreated = came(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23);

describe('the estimate of Kaplan and Meier', () => {
  it('is what the textbook has for people who were watched for different times', () => {
    const told = survival(treated).map(({ ms, left }) => [ms, left.toFixed(4)]);
    expect(told).toEqual([
      [6, '0.8571'],
      [7, '0.8067'],
      [10, '0.7529'],
      [13, '0.6902'],
      [16, '0.6275'],
      [22, '0.5378'],
      [23, '0.4482'],
    ]);
  });

  it('has the medians of the textbook', () => {
    expect(quantileOf(treated, 0.5)).toEqual({ ms: 23, isBeyond: false });
    expect(quantileOf(untreated, 0.5)).toEqual({ ms: 8, isBeyond: false });
  });

  it('says no more than "longer than anybody was watched" where the curve does not come down so far', () => {
    expect(quantileOf(treated, 0.95)).toEqual({ ms: 35, isBeyond: true });
    expect(quantileOf(waited(30, 30), 0.5)).toEqual({ ms: 30, isBeyond: true });
  });

  it('is the nearest rank where all came, and the middle of two as the median of an even number', () => {
    const hundred = came(...Array.from({ length: 100 }, (_, i) => i + 1));
    expect(quantileOf(hundred, 0.95)).toEqual({ ms: 95, isBeyond: false });
    expect(quantileOf(hundred, 0.05)).toEqual({ ms: 5, isBeyond: false });
    expect(quantileOf(hundred, 0.5)).toEqual({ ms: 50.5, isBeyond: false });
    expect(quantileOf(came(4, 1, 3), 0.5)).toEqual({ ms: 3, isBeyond: false });
    expect(quantileOf(came(7), 0.95)).toEqual({ ms: 7, isBeyond: false });
  });

  it('counts a run that timed out: one in ten makes the p95 longer than the time-out, and moves the median little', () => {
    const runs = [...came(1, 2, 3, 4, 5, 6, 7, 8, 9), ...waited(30)];
    expect(quantileOf(runs, 0.95)).toEqual({ ms: 30, isBeyond: true });
    expect(quantileOf(runs, 0.5)).toEqual({ ms: 5.5, isBeyond: false });
  });

  it('lets one that was cut short count until then, and not as a failure', () => {
    expect(quantileOf([...came(2, 2, 2), ...waited(1)], 0.95)).toEqual({ ms: 2, isBeyond: false });
  });

  it('is nothing of nothing', () => {
    expect(quantileOf([], 0.5)).toBeUndefined();
  });
});
