/** Where values in the order of time fall apart best into those before and those after. */
export interface Split {
  /** Index of the first value after it. */
  readonly index: number;
  /** The first and the last index that divide nearly as well. */
  readonly from: number;
  readonly to: number;
  /** How likely chance alone divides values without any change as well as this, at whatever place. */
  readonly p: number;
}

/** Fewer say too little about a median. */
export const FEWEST_EITHER_SIDE = 8;

// The 95 % point of chi-square with one degree of freedom: what is within it of the best cannot be told from the best.
const NEARLY = 3.84;

/**
 * The split with the greatest Mann–Whitney statistic (normal approximation, corrected for ties and continuity), at
 * least 8 values on either side; of those that divide nearly as well, the one with the greatest sum of squares between
 * the two means, for ranks do not see how far values lie apart. Its p is two-sided and multiplied by the number of
 * splits tried (Bonferroni): the best of many tries is no single try. Undefined for fewer than 16 values.
 */
export function bestSplit(values: readonly number[]): Split | undefined {
  const scores = scoresOf(values);
  const best = scores.reduce((most, { z }) => Math.max(most, z), 0);
  const near = scores.filter(({ z }) => z * z >= best * best - NEARLY);
  const [first] = near;
  if (!first) return undefined;
  const chosen = near.reduce((most, score) => (score.apart > most.apart ? score : most), first);
  const p = Math.min(1, twoSided(best) * scores.length);
  return { index: chosen.index, from: first.index, to: near.at(-1)?.index ?? first.index, p };
}

interface Score {
  readonly index: number;
  /** |z| */
  readonly z: number;
  /** The sum of squares between the means. */
  readonly apart: number;
}

function scoresOf(values: readonly number[]): readonly Score[] {
  const n = values.length;
  const { ranks, ties } = rank(values);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const scores: Score[] = [];
  let sum = 0;
  let excess = 0;
  for (let index = 1; index <= n - FEWEST_EITHER_SIDE; index += 1) {
    sum += ranks[index - 1] ?? 0;
    excess += (values[index - 1] ?? 0) - mean;
    if (index < FEWEST_EITHER_SIDE) continue;
    const expected = (index * (n + 1)) / 2;
    const variance = ((index * (n - index)) / 12) * (n + 1 - ties / (n * (n - 1)));
    const z = variance > 0 ? Math.max(0, Math.abs(sum - expected) - 0.5) / Math.sqrt(variance) : 0;
    scores.push({ index, z, apart: (excess * excess * n) / (index * (n - index)) });
  }
  return scores;
}

/** Equal values share the middle of their ranks; `ties` is the sum of t³ − t. */
function rank(values: readonly number[]): { readonly ranks: Float64Array; readonly ties: number } {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks = new Float64Array(values.length);
  let ties = 0;
  let start = 0;
  while (start < order.length) {
    let end = start;
    while (end < order.length && order[end]?.value === order[start]?.value) end += 1;
    for (const { index } of order.slice(start, end)) ranks[index] = (start + end + 1) / 2;
    ties += (end - start) ** 3 - (end - start);
    start = end;
  }
  return { ranks, ties };
}

/** Of a standard normal value, by a fit of erfc whose relative error is under 1.2e-7 (Numerical Recipes, erfcc). */
function twoSided(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const fit = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  const exponent = fit.reduceRight((sum, factor) => sum * t + factor, 0);
  return t * Math.exp(exponent - x * x);
}

/** The middle of some lengths of time and how far their slow end goes, ms. */
export interface Middle {
  readonly median: number;
  /** The nearest rank: of fewer than 20 runs it is the slowest. */
  readonly p95: number;
  /** How many runs it is from. */
  readonly runs: number;
  /** Of these, runs without a consumer, which are known to take longer than they were watched; absent for none. */
  readonly waited?: number;
  /** From here on it is more than the number says: so many of the runs were not watched for longer. */
  readonly beyond?: 'median' | 'p95';
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
