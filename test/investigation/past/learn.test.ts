import { describe, expect, it } from 'vitest';
import { learnBaseline, percentileOf } from '#investigation/past/learn.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';

function line(totalMs: number, change: Partial<PastInvestigation> = {}): PastInvestigation {
  return {
    investigation: `i${totalMs}`,
    environment: 'staging',
    verdict: 'healthy',
    startedAt: totalMs,
    tookMs: totalMs,
    requestedBy: 'U0ASKER',
    request: 'live',
    totalMs,
    phases: { consumer: totalMs / 2 },
    ...change,
  };
}

/** `count` runs that took 1, 2, 3 … ms, not in order. */
function runs(count: number, change: Partial<PastInvestigation> = {}): PastInvestigation[] {
  return Array.from({ length: count }, (_, i) => line(((i * 7) % count) + 1, change));
}

describe('what is usual', () => {
  it('is the 5th, 50th and 95th percentile by nearest rank, with the number of runs and the oldest of them', () => {
    expect(learnBaseline(runs(100), { request: 'live' })).toEqual({
      runs: 100,
      since: 1,
      total: { p5: 5, p50: 50, p95: 95, runs: 100 },
      phases: { consumer: { p5: 2.5, p50: 25, p95: 47.5, runs: 100 } },
    });
    expect(learnBaseline(runs(10), { request: 'live' })?.total).toEqual({ p5: 1, p50: 5, p95: 10, runs: 10 });
  });

  it('is not claimed from fewer than ten runs', () => {
    expect(learnBaseline(runs(9), { request: 'live' })).toBeUndefined();
    expect(learnBaseline([], { request: 'live' })).toBeUndefined();
  });

  it('is from healthy runs of the same question only', () => {
    const failed = (['degraded', 'broken', 'inconclusive'] as const).flatMap((verdict) => runs(20, { verdict }));
    const others = runs(20, { request: 'waterfall' });
    expect(learnBaseline([...failed, ...others, ...runs(9)], { request: 'live' })).toBeUndefined();
    expect(learnBaseline([...failed, ...others, ...runs(10)], { request: 'live' })?.runs).toBe(10);
  });

  it('counts a phase by the runs in which it was seen, and leaves out what too few saw', () => {
    const unseen = Array.from({ length: 5 }, () => {
      const { totalMs: _unseen, ...rest } = line(900);
      return { ...rest, phases: { queue: 3 } };
    });
    const usual = learnBaseline([...runs(10), ...unseen], { request: 'live' });
    expect(usual?.runs).toBe(15);
    expect(usual?.total).toMatchObject({ p95: 10, runs: 10 });
    expect(Object.keys(usual?.phases ?? {})).toEqual(['consumer']);
  });

  it('is of runs alike in whether the image was there, where there are enough of them, and says so', () => {
    const slow = runs(10).map((run) => ({ ...run, totalMs: (run.totalMs ?? 0) + 1_000, imageCached: false }));
    const all = [...slow, ...runs(9, { imageCached: true }), ...runs(5)];
    const pulled = learnBaseline(all, { request: 'live', imageCached: false });
    expect(pulled).toMatchObject({ runs: 10, imageCached: false, total: { p5: 1_001 } });
    const cached = learnBaseline(all, { request: 'live', imageCached: true });
    expect(cached).toMatchObject({ runs: 24 });
    expect(cached).not.toHaveProperty('imageCached');
    expect(learnBaseline(all, { request: 'live' })).toEqual(cached);
  });
});

describe('a percentile', () => {
  it('is of one phase in healthy runs, and of the whole in all that got a consumer', () => {
    const all = [...runs(20), ...runs(20, { verdict: 'degraded' })];
    expect(percentileOf(all, 'total', 95)).toEqual({ ms: 19, runs: 40 });
    expect(percentileOf(all, 'consumer', 50)).toEqual({ ms: 5, runs: 20 });
    expect(percentileOf(runs(100), 'total', 7)).toEqual({ ms: 7, runs: 100 });
  });

  it('stays within what was seen', () => {
    expect(percentileOf(runs(20), 'total', 0)?.ms).toBe(1);
    expect(percentileOf(runs(20), 'total', 100)?.ms).toBe(20);
  });

  it('counts a run that timed out as longer than all others, and is not known where too many did', () => {
    const timedOut = Array.from({ length: 2 }, () => {
      const { totalMs: _none, ...rest } = line(30_000, { verdict: 'broken', phases: {} });
      return { ...rest, waitedMs: 30_000 };
    });
    expect(percentileOf([...runs(99), ...timedOut.slice(1)], 'total', 95)).toEqual({ ms: 95, runs: 100 });
    expect(percentileOf([...runs(18), ...timedOut], 'total', 50)).toEqual({ ms: 10.5, runs: 20 });
    expect(percentileOf([...runs(18), ...timedOut], 'total', 95)).toBeUndefined();
  });

  it('is not claimed from fewer than ten runs that had the phase', () => {
    expect(percentileOf(runs(9), 'total', 95)).toBeUndefined();
    expect(percentileOf(runs(20), 'queue', 95)).toBeUndefined();
  });
});
