import { describe, expect, it } from 'vitest';
import type { PastInvestigation } from '#investigation/past/past.ts';
import { findTrend } from '#investigation/past/trend.ts';
import { writeTrend } from '#lookups/trend/report.ts';
import { brokenRun, DAY, HOUR, pastRun, series, slowerSinceTuesday, TUESDAY } from '../../support/trend-runs.ts';

const asked = { from: TUESDAY - 9 * DAY, to: TUESDAY + 5 * DAY, environment: 'staging' };
const reportOf = (past: readonly PastInvestigation[], check?: string) =>
  writeTrend(findTrend(past, { ...asked, ...(check !== undefined && { check }) }), {
    lookup: 'look-1',
    requestedBy: 'U0ASKER',
  });

describe('the headline', () => {
  it('says since when, with which deploy and where the time goes', () => {
    expect(reportOf(slowerSinceTuesday())).toMatchObject({
      judgement: 'slower',
      headline:
        'Consumers in staging take 3.13 s (median) instead of 1.42 s, 2.2 times as long, since Tue 17 Nov 14:00 UTC, when the backend’s image changed from 1.4.2 to 1.5.0; most of the difference is in “Starting the container”',
    });
  });

  it('says what became faster', () => {
    const { judgement, headline } = reportOf(slowerSinceTuesday(-400));
    expect(judgement).toBe('faster');
    expect(headline).toContain('take 1.03 s (median) instead of 1.42 s, 1.4 times as fast, since Tue 17 Nov');
  });

  it('gives the numbers where nothing changed', () => {
    const past = [...series({ from: asked.from, count: 1_309, everyMs: HOUR / 4 }), brokenRun(TUESDAY + 1, 'no-queue')];
    expect(reportOf(past)).toMatchObject({
      judgement: 'steady',
      headline: 'Steady in staging: median 1.42 s, p95 1.64 s over 14 days, 1,310 runs, 1 failed',
    });
  });

  it('counts runs that timed out as longer than they were waited for', () => {
    const timedOut = Array.from({ length: 100 }, (_, nth) => ({
      ...brokenRun(TUESDAY + nth, 'no-queue'),
      waitedMs: 30_000,
    }));
    const came = series({ from: asked.from, count: 900, everyMs: HOUR / 4 });
    const told = reportOf([...came, ...timedOut]);
    expect(told.headline).toBe('Steady in staging: median 1.43 s, p95 > 30.0 s over 14 days, 1,000 runs, 100 failed');
    expect(told.table.rows[0]?.values).toEqual(['1.43 s', '> 30.0 s', '1,000 runs']);
    expect(told.facts).toContain('100 runs without a consumer count as longer than they were waited for');
  });

  it.each<[string, readonly PastInvestigation[], string]>([
    ['none', [], 'No run in staging in 14 days, so there is no trend'],
    ['few', [pastRun(TUESDAY)], 'Too few runs in staging to tell a trend: 1 run in 14 days, and it takes 16'],
    ['few', [brokenRun(TUESDAY)], 'No consumer came in staging in 14 days: 1 run, 1 failed'],
  ])('claims nothing of %s', (judgement, past, headline) => {
    expect(reportOf(past)).toMatchObject({ judgement, headline });
  });

  it('names the check', () => {
    expect(reportOf([], 'nightly').headline).toBe('No run in staging (check nightly) in 14 days, so there is no trend');
  });

  it.each([
    [{ image: 'focus:1.4.2', restarts: 2 }, 'when the backend’s pod restarted 2 times'],
    [{ image: 'focus:1.4.3', restarts: 0 }, 'when the backend’s image changed from 1.4.2 to 1.4.3'],
    [{ image: 'other:1', restarts: 0 }, 'when the backend’s image changed from focus:1.4.2 to other:1'],
    [{ image: `focus@sha256:${'ab'.repeat(32)}`, restarts: 0 }, 'image changed from 1.4.2 to abababababab'],
  ])('tells what came with it: %j', (backend, words) => {
    const old = { backend: { image: 'focus:1.4.2', restarts: 0 } };
    const past = [
      ...series({ from: asked.from, count: 50, everyMs: HOUR, over: old }),
      ...series({ from: asked.from + 50 * HOUR, count: 50, everyMs: HOUR, totalMs: 4_000, over: { backend } }),
    ];
    expect(reportOf(past).headline).toContain(words);
  });
});

describe('the facts', () => {
  it('say where the change lies and that a coincidence is no proof', () => {
    expect(reportOf(slowerSinceTuesday()).facts[0]).toBe(
      'The change lies between Tue 17 Nov 13:45 UTC and Tue 17 Nov 14:00 UTC, from 864 runs before and 480 runs since (rank test, p < 0.001); that they fall together is no proof that one made the other',
    );
  });

  it('name failures with causes, what is in no median, and what was left out', () => {
    const other = series({ from: TUESDAY, count: 2, everyMs: HOUR, over: { request: 'waterfall' } });
    const broken = [brokenRun(TUESDAY, 'no-queue'), brokenRun(TUESDAY + 1, 'no-queue'), brokenRun(TUESDAY + 2)];
    expect(reportOf([...series({ from: TUESDAY, count: 20, everyMs: HOUR }), ...broken, ...other]).facts).toEqual([
      expect.stringContaining('No change stands out'),
      '3 runs failed: 2 × no-queue, 1 × no known cause',
      '3 runs without a consumer’s answer are in no median',
      'Not in here, because they asked for something else: 2 runs (2 × waterfall)',
    ]);
  });

  it('say when the job’s image had to be pulled more often', () => {
    const past = slowerSinceTuesday().map((run) => ({ ...run, imageCached: run.startedAt < TUESDAY }));
    expect(reportOf(past).facts).toContain(
      'The job’s image had to be pulled in 100 % of the runs since then, in 0 % before',
    );
  });
});

describe('the table', () => {
  it('compares before and since, phase by phase', () => {
    const { columns, rows } = reportOf(slowerSinceTuesday()).table;
    expect(columns).toEqual([
      'Median before',
      'p95 before',
      'Median since Tue 17 Nov 14:00 UTC',
      'p95 since',
      'Difference',
    ]);
    expect(rows.map(({ id }) => id)).toEqual([
      'total',
      'configure',
      'scheduling',
      'container-start',
      'queue',
      'consumer',
      'metadata',
    ]);
    expect(rows[3]).toEqual({
      id: 'container-start',
      label: 'Starting the container',
      values: ['0.5 s', '0.57 s', '2.2 s', '2.26 s', '+1.7 s'],
    });
  });

  it('gives the middle and the slow end where nothing changed, and nothing where nothing ran', () => {
    expect(reportOf([pastRun(TUESDAY)]).table).toMatchObject({
      columns: ['Median', 'p95', 'Seen in'],
      rows: expect.arrayContaining([{ id: 'total', label: 'Total', values: ['1.4 s', '1.4 s', '1 run'] }]),
    });
    expect(reportOf([]).table).toEqual({ columns: [], rows: [] });
  });
});
