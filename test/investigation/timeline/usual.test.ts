import { describe, expect, it } from 'vitest';
import type { Baseline } from '#investigation/evidence.ts';
import { slowAboveMs, usualOf, usualRange, usualTotal, usually as usualWords } from '#investigation/timeline/usual.ts';
import { baseline, usually } from '../../support/baseline.ts';
import { subject } from '../../support/subject.ts';

describe('what is usual for a phase', () => {
  it('is from the 5th to the 95th percentile of the earlier runs that had it', () => {
    const here = baseline({ consumer: usually(1_234, 3_400, 180) });
    expect(usualOf(['consumer'], here)).toEqual({ fromMs: 1_234, toMs: 3_400, runs: 180 });
  });

  it('is as documented where history does not know it', () => {
    const documented = { fromMs: 1_000, toMs: 5_000 };
    expect(usualOf(['consumer'], undefined)).toEqual(documented);
    expect(usualOf(['consumer'], baseline({ queue: usually(1, 2) }))).toEqual(documented);
  });

  it('is the sum for joined phases, of as many runs as tell of each of them', () => {
    const here = baseline({ consumer: usually(200, 300, 180), metadata: usually(10, 20, 12) });
    expect(usualOf(['consumer', 'metadata'], here)).toEqual({ fromMs: 210, toMs: 320, runs: 12 });
  });

  it('is as documented for joined phases of which history does not know each', () => {
    const here = baseline({ consumer: usually(200, 300) });
    expect(usualOf(['consumer', 'metadata'], here)).toEqual({ fromMs: 1_000, toMs: 7_000 });
  });

  it('for the whole way is from the totals of earlier runs, or as documented', () => {
    expect(usualTotal(withUsual(baseline({}, { total: usually(2_100, 3_400) })))).toEqual({
      fromMs: 2_100,
      toMs: 3_400,
      runs: 214,
    });
    expect(usualTotal(withUsual(baseline()))).toEqual({ fromMs: 1_000, toMs: 5_000 });
    expect(usualTotal(withUsual(undefined))).toEqual({ fromMs: 1_000, toMs: 5_000 });
  });

  it('to a stream that counts is as it was measured', () => {
    const { subject: ours } = withUsual(undefined);
    const streaming = { ...ours, ready: 'stream' as const, job: { id: '19-7', stream: { host: 'a', port: 12_319 } } };
    expect(usualTotal({ subject: streaming })).toEqual({ fromMs: 7_000, toMs: 15_000 });
  });
});

describe('a phase is slow above', () => {
  it('half as much again as the 95th percentile, in an environment that is slower by nature', () => {
    expect(slowAboveMs(['consumer'], baseline({ consumer: usually(2_000, 6_000) }))).toBe(9_000);
  });

  it('what is documented in an environment that is quicker, so that history makes no alarm', () => {
    expect(slowAboveMs(['consumer'], baseline({ consumer: usually(100, 400) }))).toBe(5_000);
    expect(slowAboveMs(['consumer'], undefined)).toBe(5_000);
  });

  it('the sums, for joined phases', () => {
    const here = baseline({ consumer: usually(2_000, 6_000), metadata: usually(100, 400) });
    expect(slowAboveMs(['consumer', 'metadata'], here)).toBe(9_600);
    expect(slowAboveMs(['consumer', 'metadata'], undefined)).toBe(7_000);
  });
});

describe('the words', () => {
  it('have the number of runs where it was measured, and whole seconds where it was documented', () => {
    const measured = { fromMs: 1_234, toMs: 3_400, runs: 214 };
    expect(usualRange(measured)).toBe('1.23–3.4 s');
    expect(usualWords(measured)).toBe('usually 1.23–3.4 s in 214 runs');
    expect(usualWords({ fromMs: 1_000, toMs: 5_000 })).toBe('usually 1–5 s');
  });

  it('claim no width that cannot be seen', () => {
    expect(usualRange({ fromMs: 220, toMs: 240, runs: 30 })).toBe('0.24 s');
  });
});

function withUsual(usual: Baseline | undefined) {
  return { subject: subject(), background: { investigations: 30, knownErrors: [], ...(usual && { usual }) } };
}
