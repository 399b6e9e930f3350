import { describe, expect, it } from 'vitest';
import type { PastInvestigation } from '#investigation/past/past.ts';
import { findSeries, outcomeOf, trueShare } from '#investigation/past/series.ts';
import { mixedSeries, seriesOf } from '../../support/series.ts';
import { pastRun } from '../../support/trend-runs.ts';

describe('a series of runs', () => {
  it('counts a late consumer as one that came, and a run without a verdict as none', () => {
    const { counts, came, of } = findSeries(mixedSeries);
    expect(counts).toEqual({ healthy: 5, slow: 1, failed: 3, silent: 1 });
    expect([came, of]).toEqual([6, 9]);
  });

  it('does not count what was the asker’s or the bot’s own', () => {
    const over: Partial<PastInvestigation>[] = [
      { verdict: 'broken', standing: 'request' },
      { verdict: 'broken', standing: 'blind' },
      { verdict: 'inconclusive', standing: 'open' },
    ];
    for (const [nth, line] of over.entries()) expect(outcomeOf({ nth, line: pastRun(0, line) })).toBe('silent');
  });

  it('has a median and a p95 in which time-outs are longer than the wait', () => {
    expect(findSeries(mixedSeries).total).toEqual({ median: 3_000, p95: 30_000, runs: 9, waited: 3, beyond: 'p95' });
    expect(findSeries(seriesOf(['failed', 'failed'])).total).toBeUndefined();
  });

  it('knows the slowest of those with a consumer, and the causes of the others, the most frequent first', () => {
    const { slowest, failures } = findSeries(mixedSeries);
    expect(slowest?.nth).toBe(9);
    expect(failures.map(({ cause, runs }) => [cause, runs.map(({ nth }) => nth)])).toEqual([
      ['consumer-never-created', [3, 7]],
      ['pod-not-scheduled', [5]],
    ]);
  });

  it('has the spread of each phase over the runs in which it was seen', () => {
    expect(findSeries(mixedSeries).phases).toEqual([
      { id: 'configure', fastest: 300, median: 300, slowest: 300, runs: 9 },
      { id: 'consumer', fastest: 200, median: 400, slowest: 11_000, runs: 6 },
    ]);
  });

  it('rises to the share that came', () => {
    expect(findSeries(mixedSeries).curve.at(-1)?.share).toBeCloseTo(6 / 9);
  });

  it('is the same in whatever order the runs ended', () => {
    expect(findSeries(mixedSeries.toReversed())).toEqual(findSeries(mixedSeries));
  });
});

describe('the true share behind so few runs', () => {
  it('is Wilson’s interval', () => {
    // Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263, and 0 of 20.
    const [some, none] = [trueShare(81, 263), trueShare(0, 20)];
    expect([some.from.toFixed(4), some.to.toFixed(4)]).toEqual(['0.2553', '0.3662']);
    expect([none.from.toFixed(4), none.to.toFixed(4)]).toEqual(['0.0000', '0.1611']);
    expect(trueShare(10, 10).from.toFixed(2)).toBe('0.72');
  });
});
