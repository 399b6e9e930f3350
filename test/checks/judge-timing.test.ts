import { describe, expect, it } from 'vitest';
import type { Bound, PhaseLimit } from '#checks/check.ts';
import { type JudgedTiming, judgeTiming } from '#checks/judge-timing.ts';
import type { Report } from '#investigation/report/report.ts';
import { finding, report } from '../support/report.ts';
import { DAY, HOUR, pastRun } from '../support/trend-runs.ts';

const fixed = (ms: number): Bound => ({ kind: 'fixed', ms });
const relative: Bound = { kind: 'relative', percentile: 95, overMs: 14 * DAY, factor: 1.5 };
const healthy = report({ verdict: 'healthy', headline: 'The consumer came after 1.4 s' });
const { cause: _cause, ...healthyReport } = healthy;
const { cause: _none, ...unnamed } = report();
const enough: JudgedTiming['usual'] = async () => ({ ms: 1_000, runs: 38 });
const tooFew: JudgedTiming['usual'] = async () => undefined;

/** A run whose consumer came after 1.4 s. */
function judge(of: Report, limits: readonly PhaseLimit[] = [], usual = tooFew) {
  return judgeTiming({ report: of, line: pastRun(0), limits, usual });
}

describe('the verdict of a run', () => {
  it('healthy is good', async () => {
    expect(await judge(healthyReport)).toEqual({ outcome: 'ok', headline: healthy.headline });
  });

  it('broken is a failure of its cause', async () => {
    const { headline, nextStep } = report();
    const means = 'the pod found no node';
    const failed = { outcome: 'failed', cause: 'pod-not-scheduled', headline, means, nextStep };
    expect(await judge(report())).toEqual(failed);
  });

  it('broken without a cause is a failure that nobody could name', async () => {
    expect(await judge(unnamed)).toMatchObject({ outcome: 'failed', cause: 'not-determined' });
  });

  it('degraded is a warning', async () => {
    const slow = finding({ id: 'image-pulled' });
    expect(await judge(report({ verdict: 'degraded', cause: slow }))).toMatchObject({
      outcome: 'warn',
      cause: 'image-pulled',
    });
    expect(await judge({ ...unnamed, verdict: 'degraded' })).toMatchObject({ outcome: 'warn', cause: 'consumer-slow' });
  });

  it('inconclusive says nothing about the stack, whatever the limits', async () => {
    const limits = [{ phase: 'total', fail: fixed(1) } as const];
    expect(await judge({ ...unnamed, verdict: 'inconclusive' }, limits)).toMatchObject({
      outcome: 'blind',
      cause: 'not-determined',
    });
  });

  it('of a request that cannot work says nothing about the stack', async () => {
    const refused = finding({ id: 'no-recording', means: 'Focus Server found no recording' });
    expect(await judge(report({ standing: 'request', cause: refused }))).toMatchObject({
      outcome: 'blind',
      cause: 'no-recording',
      means: 'Focus Server found no recording',
    });
  });

  it('inconclusive with nothing unseen is blind all the same', async () => {
    const blind = { ...unnamed, verdict: 'inconclusive', notSeen: [] } as const;
    expect(await judge(blind)).toMatchObject({ outcome: 'blind', cause: 'not-determined' });
  });
});

describe('a fixed limit', () => {
  it('holds up to itself', async () => {
    expect(await judge(healthyReport, [{ phase: 'total', fail: fixed(1_400) }])).toMatchObject({ outcome: 'ok' });
    expect(await judge(healthyReport, [{ phase: 'total', fail: fixed(1_399) }])).toEqual({
      outcome: 'failed',
      cause: 'consumer-slow',
      headline: 'The consumer took 1.40 s (fail limit 1.40 s)',
      means: 'the consumer takes longer than 1.40 s',
      nextStep: 'Type `/focus trend staging` and see since when. The consumer took 1.40 s (fail limit 1.40 s)',
    });
  });

  it('is of one phase', async () => {
    expect(await judge(healthyReport, [{ phase: 'scheduling', warn: fixed(50) }])).toMatchObject({
      outcome: 'warn',
      cause: 'pod-slow',
      headline: 'The phase scheduling took 70 ms (warn limit 50 ms)',
    });
  });

  it('that fails comes before one that warns, wherever it stands', async () => {
    const limits = [
      { phase: 'total', warn: fixed(1) },
      { phase: 'queue', fail: fixed(1) },
    ] as const;
    expect(await judge(healthyReport, limits)).toMatchObject({ outcome: 'failed', cause: 'queue-slow' });
  });

  it('of a phase that was not seen apart is not judged', async () => {
    const { totalMs: _total, ...line } = { ...pastRun(0), phases: {} };
    const limits = [
      { phase: 'queue', fail: fixed(1) },
      { phase: 'total', fail: fixed(1) },
    ] as const;
    expect(await judgeTiming({ report: healthyReport, line, limits, usual: tooFew })).toMatchObject({ outcome: 'ok' });
  });

  it('that is passed has the cause that the investigation names, if any', async () => {
    const slow = report({ verdict: 'degraded', cause: finding({ id: 'image-pulled' }) });
    expect(await judge(slow, [{ phase: 'total', fail: fixed(1) }])).toMatchObject({
      outcome: 'failed',
      cause: 'image-pulled',
      means: 'the consumer takes longer than 1 ms: the pod found no node',
    });
  });
});

describe('a limit relative to what is usual', () => {
  it('holds up to so many times the percentile, and says what it is from', async () => {
    expect(await judge(healthyReport, [{ phase: 'total', fail: relative }], enough)).toMatchObject({ outcome: 'ok' });
    const strict = { ...relative, factor: 1.2 };
    expect(await judge(healthyReport, [{ phase: 'total', fail: strict }], enough)).toMatchObject({
      outcome: 'failed',
      cause: 'consumer-slow',
      headline: 'The consumer took 1.40 s (fail limit 1.20 s: p95 of 14 d × 1.2, from 38 runs)',
      means: 'the consumer takes longer than 1.2 × the p95 of 14 d',
    });
  });

  it.each([
    [12 * HOUR, '12 h'],
    [36 * HOUR, '36 h'],
    [7 * DAY, '7 d'],
  ])('says over how long: %i ms', async (overMs, words) => {
    const { headline } = await judge(
      healthyReport,
      [{ phase: 'total', warn: { ...relative, overMs, factor: 1 } }],
      enough,
    );
    expect(headline).toContain(`p95 of ${words} × 1,`);
  });

  it('is not judged where too few runs tell what is usual', async () => {
    const limits = [{ phase: 'total', warn: relative, fail: { ...relative, factor: 0.1 } }] as const;
    expect(await judge(healthyReport, limits, tooFew)).toEqual({ outcome: 'ok', headline: healthy.headline });
  });
});
