import { type Lifetime, type Quantile, quantileOf } from '#lib/kaplan-meier.ts';
import { seconds, secondsAtLeast } from '../say.ts';
import type { PastInvestigation } from './past.ts';
import type { Middle } from './trend/best-split.ts';

/** Of each run when its consumer came, or how long it surely did not; none of a run that says nothing of either. */
export function lifetimesOf(runs: readonly PastInvestigation[]): readonly Lifetime[] {
  return runs.flatMap(({ totalMs, waitedMs }): readonly Lifetime[] => {
    if (totalMs !== undefined && Number.isFinite(totalMs)) return [{ ms: totalMs, came: true }];
    return waitedMs === undefined ? [] : [{ ms: waitedMs, came: false }];
  });
}

/** Undefined where no consumer came at all. */
export function middleOfRuns(runs: readonly PastInvestigation[]): Middle | undefined {
  const lifetimes = lifetimesOf(runs);
  const [median, p95] = [quantileOf(lifetimes, 0.5), quantileOf(lifetimes, 0.95)];
  const waited = lifetimes.filter(({ came }) => !came).length;
  if (!median || !p95 || waited === lifetimes.length) return undefined;
  const beyond = median.isBeyond ? 'median' : 'p95';
  return {
    median: median.ms,
    p95: p95.ms,
    runs: lifetimes.length,
    ...(waited > 0 && { waited }),
    ...(p95.isBeyond && { beyond }),
  };
}

/** `2.31 s`, or `> 30.0 s` where so many of the runs were not waited for longer. */
function quantileWords({ ms, isBeyond }: Quantile): string {
  return isBeyond ? `> ${secondsAtLeast(ms)}` : seconds(ms);
}

export function medianWords({ median: ms, beyond }: Middle): string {
  return quantileWords({ ms, isBeyond: beyond === 'median' });
}

export function p95Words({ p95: ms, beyond }: Middle): string {
  return quantileWords({ ms, isBeyond: beyond !== undefined });
}
