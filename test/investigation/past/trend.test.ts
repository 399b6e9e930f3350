import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PastInvestigation } from '#investigation/past/past.ts';
import { findTrend } from '#investigation/past/trend.ts';
import { writeTrend } from '#lookups/trend/report.ts';
import {
  brokenRun,
  chances,
  DAY,
  HOUR,
  pastRun,
  REQUEST,
  series,
  slowerSinceTuesday,
  TUESDAY,
} from '../../support/trend-runs.ts';

const asked = { from: TUESDAY - 9 * DAY, to: TUESDAY + 5 * DAY, environment: 'staging' };
const QUARTER = HOUR / 4;
const image = (version: string, restarts = 0) => ({
  backend: { image: `registry.example.org/focus/server:${version}`, restarts },
});

function trendOf(past: readonly PastInvestigation[], over: Partial<typeof asked> & { check?: string } = {}) {
  return findTrend(past, { ...asked, ...over });
}

describe('a change', () => {
  it('is found where the new image came, with the phase that carries it', () => {
    const [change, ...more] = trendOf(slowerSinceTuesday()).changes;
    expect(more).toEqual([]);
    expect(change).toMatchObject({
      at: TUESDAY,
      after: TUESDAY - QUARTER,
      by: TUESDAY,
      phase: 'container-start',
      deploy: { after: TUESDAY - QUARTER, by: TUESDAY, old: { restarts: 0 }, new: { restarts: 0 } },
      before: { total: { runs: 864 } },
      since: { total: { runs: 480 } },
    });
    expect((change?.since.total.median ?? 0) - (change?.before.total.median ?? 0)).toBeCloseTo(1_700, -2);
  });

  it('has no deploy where none lies in the same stretch of time', () => {
    const past = [
      ...series({ from: asked.from, count: 200, everyMs: HOUR, over: image('1.4.1') }),
      ...series({ from: asked.from + 200 * HOUR, count: 100, everyMs: HOUR, over: image('1.4.1'), totalMs: 2_600 }),
      pastRun(asked.from + 310 * HOUR, image('1.5.0'), 2_600),
    ];
    const { changes, deploys } = trendOf(past);
    expect(changes).toMatchObject([{ at: asked.from + 200 * HOUR }]);
    expect(changes[0]).not.toHaveProperty('deploy');
    expect(deploys).toHaveLength(1);
  });

  it('is each of several, so that what is over is not told as lasting', () => {
    const past = [
      ...series({ from: asked.from, count: 120, everyMs: HOUR }),
      ...series({ from: asked.from + 120 * HOUR, count: 48, everyMs: HOUR, totalMs: 3_000 }),
      ...series({ from: asked.from + 168 * HOUR, count: 160, everyMs: HOUR }),
    ];
    expect(trendOf(past).changes.map(({ at }) => (at - asked.from) / HOUR)).toEqual([120, 168]);
  });

  it('is none where it is surely there but too small to matter', () => {
    const past = (more: number) => [
      ...series({ from: asked.from, count: 150, everyMs: HOUR, totalMs: 1_400, strayMs: 20 }),
      ...series({ from: asked.from + 150 * HOUR, count: 150, everyMs: HOUR, totalMs: 1_400 + more, strayMs: 20 }),
    ];
    expect(trendOf(past(250)).changes).toEqual([]);
    expect(trendOf(past(400)).changes).toHaveLength(1);
    const slow = past(400).map((run) => ({ ...run, totalMs: (run.totalMs ?? 0) + 5_000 }));
    expect(trendOf(slow).changes).toEqual([]);
  });

  it('is none in runs that only stray, however often one looks', () => {
    const found = Array.from({ length: 120 }, (_, seed) => {
      const chance = chances(seed + 1);
      const runs = Array.from({ length: 100 }, (_, i) =>
        pastRun(asked.from + i * HOUR, {}, 500 + 9_000 * chance() ** 3),
      );
      return trendOf(runs).changes.length;
    });
    expect(found.filter((count) => count > 0)).toEqual([]);
  });

  it('is none in fewer than 16 runs, however plain it looks, and one in 16', () => {
    const past = (count: number) => [
      ...series({ from: asked.from, count: 8, everyMs: HOUR }),
      ...series({ from: asked.from + 8 * HOUR, count: count - 8, everyMs: HOUR, totalMs: 9_000 }),
    ];
    expect(trendOf(past(15))).toMatchObject({ isTooFew: true, changes: [] });
    expect(trendOf(past(16))).toMatchObject({ isTooFew: false, changes: [{ at: asked.from + 8 * HOUR }] });
  });
});

describe('the runs of a trend', () => {
  it('are of one request, and the others are counted', () => {
    const waterfall = { request: 'waterfall' };
    const past = [
      ...series({ from: TUESDAY, count: 20, everyMs: HOUR }),
      ...series({ from: TUESDAY + 1, count: 9, everyMs: HOUR, over: waterfall, totalMs: 60_000 }),
    ];
    const trend = trendOf(past);
    expect(trend).toMatchObject({ request: REQUEST, runs: 20, others: [{ request: 'waterfall', runs: 9 }] });
    expect(trend.whole?.total.p95).toBeLessThan(3_000);
  });

  it('are those of the environment, the check and the time, though deploys are seen by any', () => {
    const past = [
      pastRun(TUESDAY, { check: 'nightly' }),
      pastRun(TUESDAY + 1, image('1.5.0')),
      pastRun(TUESDAY + 2, { check: 'nightly', environment: 'production' }),
      pastRun(asked.to, { check: 'nightly' }),
      pastRun(asked.from - 1, { check: 'nightly' }),
    ];
    const trend = trendOf(past, { check: 'nightly' });
    expect(trend.runs).toBe(1);
    expect(trend.deploys).toMatchObject([{ after: TUESDAY, by: TUESDAY + 1 }]);
  });

  it('count as failed with their causes, and are in no median without a total', () => {
    const trend = trendOf([pastRun(TUESDAY), brokenRun(TUESDAY + 1, 'backend-down'), brokenRun(TUESDAY + 2)]);
    expect(trend.failures).toEqual([{ at: TUESDAY + 1, cause: 'backend-down' }, { at: TUESDAY + 2 }]);
    expect(trend.whole?.total).toEqual({ median: 1_400, p95: 1_400, runs: 1 });
    expect(trend.buckets.filter(({ failed }) => failed > 0)).toMatchObject([{ runs: 3, failed: 2 }]);
  });
});

describe('the buckets', () => {
  it.each([
    [1, 1, 25],
    [7, 6, 29],
    [14, 12, 29],
    [30, 24, 31],
    [90, 72, 31],
  ])('of %i days are %i hours long, from the first to the last', (days, hours, count) => {
    const { bucketMs, buckets } = trendOf([], { from: asked.to - days * DAY - 1 });
    expect(bucketMs).toBe(hours * HOUR);
    expect(Math.abs(buckets.length - count)).toBeLessThanOrEqual(1);
    expect(buckets.every(({ from, to }, i) => to - from === bucketMs && from === (buckets[i - 1]?.to ?? from))).toBe(
      true,
    );
  });

  it('are at most 40, hold every run once, and are empty where nothing ran', () => {
    const span = fc.integer({ min: 1, max: 2_000 * DAY });
    fc.assert(
      fc.property(span, fc.array(fc.integer({ min: 0, max: 100 * DAY })), (length, offsets) => {
        const trend = trendOf(
          offsets.map((offset) => pastRun(asked.from + offset)),
          { to: asked.from + length },
        );
        expect(trend.buckets.length).toBeLessThanOrEqual(40);
        expect(trend.buckets.reduce((sum, { runs }) => sum + runs, 0)).toBe(trend.runs);
        for (const { runs, total } of trend.buckets) expect(total?.runs ?? 0).toBe(runs);
      }),
    );
  });
});

it('is the same whatever order the past comes in', () => {
  const past = slowerSinceTuesday();
  expect(trendOf(past.toReversed())).toEqual(trendOf(past));
});

it('takes twenty thousand runs that change all the time', () => {
  const chance = chances(5);
  const past = Array.from({ length: 20_000 }, (_, i) =>
    pastRun(asked.from + i * 60_000, {}, (Math.floor(i / 500) % 2 === 0 ? 1_000 : 4_000) + 100 * chance()),
  );
  const trend = trendOf(past);
  expect(trend.runs).toBe(20_000);
  expect(trend.changes.length).toBeLessThanOrEqual(11);
  expect(writeTrend(trend, { lookup: 'l', requestedBy: 'U' }).judgement).toMatch(/slower|faster/);
});
