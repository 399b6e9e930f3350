/** How long something was watched, and whether it came then. One that did not come is known to take longer, and no more. */
export interface Lifetime {
  readonly ms: number;
  readonly came: boolean;
}

export interface Quantile {
  readonly ms: number;
  /** It is more than `ms`: the curve does not come down that far. */
  readonly isBeyond: boolean;
}

/** A share of the estimate is a product of fractions. */
const NEARLY = 1e-9;

/**
 * By when so large a share of them has come, by the estimate of Kaplan and Meier (1958): who was watched for less counts for
 * as long as that. Where all came it is the nearest rank, and of the median the middle of two. Undefined for none.
 */
export function quantileOf(lifetimes: readonly Lifetime[], share: number): Quantile | undefined {
  const steps = survival(lifetimes);
  const longest = lifetimes.reduce((most, { ms }) => Math.max(most, ms), Number.NEGATIVE_INFINITY);
  if (lifetimes.length === 0) return undefined;
  const index = steps.findIndex(({ left }) => left <= 1 - share + NEARLY);
  const [step, next] = [steps[index], steps[index + 1]];
  if (!step) return { ms: longest, isBeyond: true };
  const isMiddle = share === 0.5 && next !== undefined && Math.abs(step.left - 0.5) < NEARLY;
  return { ms: isMiddle ? (step.ms + next.ms) / 2 : step.ms, isBeyond: false };
}

export interface Step {
  readonly ms: number;
  /** The share that had not come after it. */
  readonly left: number;
}

/** The estimate's curve: a step for each time at which some came. Who was watched for just so long was still waited for then. */
export function survival(lifetimes: readonly Lifetime[]): readonly Step[] {
  const byTime = [...Map.groupBy(lifetimes, ({ ms }) => ms)].toSorted(([one], [other]) => one - other);
  const steps: Step[] = [];
  let watched = lifetimes.length;
  let left = 1;
  for (const [ms, there] of byTime) {
    const came = there.filter((one) => one.came).length;
    if (came > 0) {
      left *= 1 - came / watched;
      steps.push({ ms, left });
    }
    watched -= there.length;
  }
  return steps;
}
