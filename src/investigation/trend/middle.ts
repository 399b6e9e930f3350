/** The middle of some lengths of time and how far their slow end goes, ms. */
export interface Middle {
  readonly median: number;
  /** The nearest rank: of fewer than 20 runs it is the slowest. */
  readonly p95: number;
  /** How many runs it is from. */
  readonly runs: number;
}

/** Undefined where there is nothing. */
export function middleOf(values: readonly number[]): Middle | undefined {
  const sorted = values.filter((value) => Number.isFinite(value)).toSorted((a, b) => a - b);
  const runs = sorted.length;
  const [low, high, p95] = [Math.ceil(runs / 2) - 1, Math.floor(runs / 2), Math.ceil(runs * 0.95) - 1].map(
    (index) => sorted[index],
  );
  if (low === undefined || high === undefined || p95 === undefined) return undefined;
  return { median: (low + high) / 2, p95, runs };
}
