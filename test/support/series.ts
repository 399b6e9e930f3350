import type { SeriesOutcome, SeriesRun } from '#investigation/past/series.ts';
import { pastRun, TUESDAY } from './trend-runs.ts';

const CAUSES: Readonly<Record<number, string>> = {
  3: 'consumer-never-created',
  5: 'pod-not-scheduled',
  7: 'consumer-never-created',
};

/** Runs that came out so, in their order: the n-th healthy one took 2 s and n times 0.1 s. */
export function seriesOf(outcomes: readonly SeriesOutcome[]): readonly SeriesRun[] {
  return outcomes.map((outcome, i) => run(i + 1, outcome));
}

function run(nth: number, outcome: SeriesOutcome): SeriesRun {
  const about = { investigation: `run${nth}`, jobId: `19-${nth}`, startedAt: TUESDAY + nth * 60_000 };
  const { totalMs: _none, ...without } = pastRun(about.startedAt, about);
  if (outcome === 'failed') {
    const cause = CAUSES[nth] ?? 'consumer-never-created';
    const failed = {
      verdict: 'broken',
      standing: 'fails',
      cause,
      waitedMs: 30_000,
      phases: { configure: 300 },
    } as const;
    return { nth, line: { ...without, ...failed } };
  }
  if (outcome === 'silent')
    return { nth, line: { ...without, verdict: 'inconclusive', standing: 'blind', phases: {} } };
  const totalMs = outcome === 'slow' ? 12_000 : 2_000 + nth * 100;
  const phases = { configure: 300, consumer: outcome === 'slow' ? 11_000 : 100 + nth * 50 + 50 };
  const how =
    outcome === 'slow'
      ? ({ verdict: 'degraded', standing: 'slow', cause: 'consumer-slow' } as const)
      : ({ standing: 'works' } as const);
  return { nth, line: { ...without, totalMs, phases, ...how } };
}

/** Five healthy, one slow, three failed of two causes, one without a verdict. */
export const mixedSeries = seriesOf([
  'healthy',
  'healthy',
  'failed',
  'healthy',
  'failed',
  'healthy',
  'failed',
  'silent',
  'slow',
  'healthy',
]);
