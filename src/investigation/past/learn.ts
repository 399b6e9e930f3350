import { quantileOf } from '#lib/kaplan-meier.ts';
import type { Baseline, PhaseId, Usually } from '../evidence.ts';
import { usualPhases } from '../timeline/usual.ts';
import { lifetimesOf } from './lifetimes.ts';
import type { PastInvestigation } from './past.ts';

/** Of runs that are all alike, the next one takes longer than the slowest of ten in one of eleven cases: with fewer, "slower than usual" would be chance too often. */
const ENOUGH_RUNS = 10;

/** A question whose runs may be compared: in one environment, with equal parameters. */
export interface Question {
  readonly request: string;
  /** Whether the image was there already; where too few runs had it so, all of them count. */
  readonly imageCached?: boolean;
}

/** What is usual, from the healthy runs of the same question among the lines of an environment; undefined where these are too few. */
export function learnBaseline(
  lines: readonly PastInvestigation[],
  { request, imageCached }: Question,
): Baseline | undefined {
  const good = lines.filter((line) => line.verdict === 'healthy' && line.request === request);
  const alike = imageCached === undefined ? [] : good.filter((line) => line.imageCached === imageCached);
  const isAlike = imageCached !== undefined && alike.length >= ENOUGH_RUNS;
  const runs = isAlike ? alike : good;
  if (runs.length < ENOUGH_RUNS) return undefined;
  const total = usually(times(runs, 'total'));
  return {
    runs: runs.length,
    since: runs.reduce((oldest, { startedAt }) => Math.min(oldest, startedAt), Number.POSITIVE_INFINITY),
    ...(isAlike && { imageCached }),
    ...(total && { total }),
    phases: usualOf(runs),
  };
}

/**
 * How long a phase took at the most in `percentile` percent of the healthy ones among these runs, by nearest rank. The whole
 * is of all runs that got a consumer, and of those that waited for none in vain: these took longer. Undefined where too few
 * tell, and where so many got none that it is not known.
 */
export function percentileOf(
  lines: readonly PastInvestigation[],
  phase: PhaseId | 'total',
  percentile: number,
): { readonly ms: number; readonly runs: number } | undefined {
  if (phase === 'total') return percentileOfAll(lines, percentile);
  const sorted = times(
    lines.filter(({ verdict }) => verdict === 'healthy'),
    phase,
  );
  return sorted.length < ENOUGH_RUNS ? undefined : { ms: nearestRank(sorted, percentile), runs: sorted.length };
}

function percentileOfAll(lines: readonly PastInvestigation[], percentile: number) {
  const lifetimes = lifetimesOf(lines);
  const quantile = quantileOf(lifetimes, percentile / 100);
  if (lifetimes.length < ENOUGH_RUNS || !quantile || quantile.isBeyond) return undefined;
  return { ms: quantile.ms, runs: lifetimes.length };
}

function usualOf(runs: readonly PastInvestigation[]): Baseline['phases'] {
  const phases: Partial<Record<PhaseId, Usually>> = {};
  for (const id of Object.keys(usualPhases) as PhaseId[]) {
    const usual = usually(times(runs, id));
    if (usual) phases[id] = usual;
  }
  return phases;
}

/** In ascending order. */
function times(runs: readonly PastInvestigation[], phase: PhaseId | 'total'): readonly number[] {
  const all = runs.flatMap(({ totalMs, phases }) => (phase === 'total' ? totalMs : phases[phase]) ?? []);
  return all.sort((one, other) => one - other);
}

function usually(sorted: readonly number[]): Usually | undefined {
  if (sorted.length < ENOUGH_RUNS) return undefined;
  const at = (percentile: number) => nearestRank(sorted, percentile);
  return { p5: at(5), p50: at(50), p95: at(95), runs: sorted.length };
}

/** The smallest of them that at least `percentile` percent do not exceed. */
function nearestRank(sorted: readonly number[], percentile: number): number {
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil((percentile * sorted.length) / 100)));
  return sorted[rank - 1] ?? Number.NaN;
}
