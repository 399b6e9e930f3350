import { describe, expect, it } from 'vitest';
import type { Report } from '#investigation/report/report.ts';
import { countWords, type SeriesState, writeSeries } from '#lookups/series/report.ts';
import { report } from '../../support/report.ts';
import { mixedSeries, seriesOf } from '../../support/series.ts';

const state = (over: Partial<SeriesState> = {}): SeriesState => ({
  lookup: 'series1',
  environment: 'staging',
  requestedBy: 'U0ASKER',
  request: 'live',
  asked: 10,
  parallel: 1,
  ended: mixedSeries,
  running: 0,
  lost: 0,
  ...over,
});
const told = (over: Partial<SeriesState> = {}, reportOf: (id: string) => Report | undefined = () => undefined) =>
  writeSeries(state(over), { why: 'done' }, reportOf);

describe('where a series stands', () => {
  it('is how many are over, and how they went', () => {
    expect(countWords(state())).toBe('10 of 10: 5 healthy, 1 slow, 3 failed, 1 without a verdict');
    expect(countWords(state({ ended: seriesOf(['healthy', 'failed']), lost: 1 }))).toBe(
      '3 of 10: 1 healthy, 1 failed, 1 lost',
    );
    expect(countWords(state({ ended: [] }))).toBe('0 of 10');
  });
});

describe('the answer of a series', () => {
  it('is the success rate, the median and the p95, in which time-outs are longer than the wait', () => {
    expect(told().headline).toBe('6 of 9 runs got their consumer (67 %), median 3.0 s, p95 > 30.0 s');
    expect(told({ ended: seriesOf(['failed', 'failed']) }).headline).toBe('none of 2 runs got its consumer');
    expect(told({ ended: seriesOf(['silent']) }).headline).toBe('no run gave a verdict');
    expect(told({ ended: [] }).headline).toBe('none of 10 runs came to its end');
  });

  it('tells what to do as the first failed run of the most frequent cause has it, but not whom that run alone saw hit', () => {
    const failed = report({
      standing: 'fails',
      urgency: 'now',
      nextStep: 'Give it more workers',
      scope: 'Every new job is hit',
    });
    const { act, mark } = told({}, (id) => (id === 'run3' ? failed : undefined));
    expect(mark).toBe('fails');
    expect(act).toEqual([
      'Do now',
      'Give it more workers. 2 × Focus Server made no consumer, 1 × the pod found no node',
    ]);
  });

  it('has nothing to do where all is well', () => {
    const well = report({ standing: 'works' });
    expect(told({ ended: seriesOf(['healthy', 'healthy']) }, () => well)).not.toHaveProperty('act');
  });

  it('says what stands out: the slowest, the failures by cause, and how little so few runs tell', () => {
    expect(told({ lost: 1 }).facts).toEqual([
      'Slowest: run 9 (job 19-9), 12.0 s, 11.0 s of it in “Attaching the consumer”',
      '2 × Focus Server made no consumer: runs 3 (job 19-3), 7 (job 19-7)',
      '1 × the pod found no node: run 5 (job 19-5)',
      '6 of 9 fits any success rate from 35 % to 88 % (19 times in 20)',
      '3 runs without a consumer count as longer than the wait',
      '1 run gave no verdict on the stack, and counts for nothing',
      '1 run came to nothing because of the bot; its log says why',
    ]);
  });

  it('lists the runs to look at first', () => {
    expect(
      told()
        .runs.map(({ words }) => words)
        .slice(0, 5),
    ).toEqual([
      'Run 3 · job 19-3 · failed: consumer-never-created',
      'Run 5 · job 19-5 · failed: pod-not-scheduled',
      'Run 7 · job 19-7 · failed: consumer-never-created',
      'Run 8 · job 19-8 · no verdict',
      'Run 9 · job 19-9 · slow: consumer-slow',
    ]);
  });
});
