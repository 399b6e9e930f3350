import { describe, expect, it } from 'vitest';
import { diagnose } from '#investigation/diagnosis/diagnose.ts';
import type { Finding } from '#investigation/finding.ts';
import { explain } from '#investigation/investigate.ts';
import type { Gap } from '#investigation/observation.ts';
import type { Report, ReportedFinding } from '#investigation/report/report.ts';
import { rules } from '#investigation/rules/index.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { wilson } from '../../bench/bench.ts';
import type { MatrixCase } from '../../bench/diagnosis/matrix/case.ts';
import { isMet, recheck, scoreReport } from '../../bench/diagnosis/score.ts';
import { but, evidence, noConsumerRun, pod } from '../support/evidence.ts';
import { finding as aFinding, report as someReport } from '../support/report.ts';

const { cause: _none, ...aReport }: Report = { ...someReport(), symptoms: [] };

function finding(id: string, over: Partial<ReportedFinding> = {}): ReportedFinding {
  return { ...aFinding(), id, confidence: 'likely', summary: id, remedy: '', because: [], ...over };
}

function crashed(over: Partial<MatrixCase['expected']> = {}): MatrixCase {
  const expected = {
    verdicts: ['broken'],
    accepted: ['pod-crashed'],
    forbidden: ['queue-missing'],
    mayBeOpen: false,
    ...over,
  };
  return {
    id: 'pod-crashed/1',
    level: 1,
    truth: ['pod-crashed'],
    faults: [],
    expected: expected as MatrixCase['expected'],
  };
}

const healthy: MatrixCase = {
  ...crashed({ verdicts: ['healthy'], accepted: [], forbidden: [] }),
  level: 0,
  truth: [],
};

describe('the score of a report', () => {
  it('is right with an expected verdict and an accepted cause', () => {
    const score = scoreReport(crashed(), { ...aReport, cause: finding('pod-crashed') });
    expect(score).toEqual({
      right: true,
      rightOrOpen: true,
      nothingInvented: true,
      confidentlyWrong: false,
      said: 'broken (pod-crashed)',
    });
  });

  it('is not right with another verdict, though the cause is named', () => {
    const score = scoreReport(crashed(), { ...aReport, verdict: 'degraded', cause: finding('pod-crashed') });
    expect([score.right, score.rightOrOpen, score.confidentlyWrong]).toEqual([false, false, false]);
  });

  it('is confidently wrong with a cause that is not accepted, forbidden or not', () => {
    for (const id of ['queue-missing', 'pod-slow'])
      expect(scoreReport(crashed({ mayBeOpen: true }), { ...aReport, cause: finding(id) })).toMatchObject({
        right: false,
        rightOrOpen: false,
        confidentlyWrong: true,
      });
  });

  it('is right enough where it is open, may be, and names the truth among the alternatives', () => {
    const open = (...ids: readonly string[]): Report => ({
      ...aReport,
      alternatives: ids.map((id) => ({ id, means: id, summary: '', standing: 'possible' })),
    });
    const score = scoreReport(crashed({ mayBeOpen: true }), open('queue-missing', 'pod-crashed'));
    expect(score).toMatchObject({ right: false, rightOrOpen: true, confidentlyWrong: false });
    expect(score.said).toBe('broken (not determined, perhaps queue-missing, pod-crashed)');
    expect(scoreReport(crashed({ mayBeOpen: true }), open('queue-missing')).rightOrOpen).toBe(false);
    expect(scoreReport(crashed(), open('pod-crashed')).rightOrOpen).toBe(false);
    expect(scoreReport(crashed({ mayBeOpen: true }), aReport).rightOrOpen).toBe(false);
  });

  it('is an alarm on a healthy run that is called anything else, or has a cause', () => {
    expect(scoreReport(healthy, { ...aReport, verdict: 'healthy' }).right).toBe(true);
    expect(scoreReport(healthy, { ...aReport, verdict: 'degraded' }).right).toBe(false);
    expect(scoreReport(healthy, { ...aReport, verdict: 'healthy', cause: finding('pod-slow') })).toMatchObject({
      right: false,
      confidentlyWrong: true,
    });
  });

  it('counts what is claimed beside the cause as invented where it is neither of the two faults', () => {
    const two: MatrixCase = { ...crashed({ accepted: ['pod-crashed', 'no-data-source'] }), level: 4 };
    const also = (...found: readonly ReportedFinding[]) =>
      scoreReport(two, { ...aReport, cause: finding('pod-crashed'), alsoFound: found });
    expect(isMet(4, also(finding('no-data-source')))).toBe(true);
    expect(isMet(4, also(finding('pod-slow')))).toBe(false);
    expect(isMet(4, also(finding('pod-slow', { confidence: 'possible' })))).toBe(true);
    expect(isMet(2, also(finding('pod-slow')))).toBe(true);
  });
});

describe('a claim', () => {
  const seen = evidence(but(noConsumerRun, ['pod-state'], pod(330, 'pending', { unschedulable: 'no GPU' })), {
    blind: ['log-line'],
  });
  const diagnosis = diagnose(buildTimeline(seen), rules);
  const nothing = { alsoFound: [], symptoms: [] };
  const claim = (over: Partial<ReportedFinding>): Report => ({ ...aReport, cause: finding('kubernetes-denied', over) });

  it('holds where all it cites stands in the evidence, in the same words', () => {
    const { claims, held } = recheck(explain(seen), seen, diagnosis);
    expect(claims).toBeGreaterThan(0);
    expect(held).toBe(claims);
  });

  it('does not hold where it cites nothing, an observation that is not there, or one in other words', () => {
    const proof = { observation: 'o1', at: '', text: 'the pod was struck by lightning' };
    for (const over of [{}, { because: [proof] }, { because: [{ ...proof, observation: 'o999' }] }])
      expect(recheck(claim(over), seen, nothing)).toEqual({ claims: 1, held: 0 });
  });

  it('that the bot is blind holds where the gap is in the evidence, and not where it is made up', () => {
    const [rule] = rules;
    const blind = (gaps: readonly Gap[]) => ({
      ...nothing,
      cause: { rule: { ...rule, id: 'kubernetes-denied' }, gaps } as unknown as Finding,
    });
    expect(recheck(claim({}), seen, blind(seen.gaps))).toEqual({ claims: 1, held: 1 });
    expect(recheck(claim({}), seen, blind(seen.gaps.map((gap) => ({ ...gap }))))).toEqual({ claims: 1, held: 0 });
  });
});

describe('the interval of a share', () => {
  // Values of the formula's worked examples, to four places.
  it.each([
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [81, 263, 0.2553, 0.3662],
    [50, 100, 0.4038, 0.5962],
  ])('of %d in %d is %d to %d', (hits, of, low, high) => {
    const [from, to] = wilson(hits, of);
    expect(from).toBeCloseTo(low, 4);
    expect(to).toBeCloseTo(high, 4);
  });

  it('of nothing is everything', () => {
    expect(wilson(0, 0)).toEqual([0, 1]);
  });
});
