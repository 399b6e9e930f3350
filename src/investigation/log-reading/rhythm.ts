const MOST_GAPS = 64;
const FEWEST_GAPS = 3;
/** Finer is never claimed. */
const FINEST_MS = 10;
const NEAR = 0.25;
const USUAL_SHARE = 0.8;

/** The beat of something that repeats, from a bounded sample of its gaps. */
export interface Rhythm {
  readonly first: number;
  readonly last: number;
  beat(at: number): void;
  /** The median gap, where most gaps and their mean are near it. */
  everyMs(): number | undefined;
}

export function createRhythm(at: number): Rhythm {
  let [first, last, before] = [at, at, at];
  let gaps: number[] = [];
  let [seen, stride] = [0, 1];
  return {
    get first() {
      return first;
    },
    get last() {
      return last;
    },
    beat(next) {
      if (seen % stride === 0) gaps.push(Math.abs(next - before));
      seen += 1;
      [first, last, before] = [Math.min(first, next), Math.max(last, next), next];
      if (gaps.length < MOST_GAPS) return;
      gaps = gaps.filter((_, i) => i % 2 === 0);
      stride *= 2;
    },
    everyMs: () => regular(gaps, (last - first) / seen),
  };
}

/** The mean is of all gaps: it tells where the sample misses every second one, or a long pause. */
function regular(gaps: readonly number[], mean: number): number | undefined {
  if (gaps.length < FEWEST_GAPS) return undefined;
  const median = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const near = (gap: number) => Math.abs(gap - median) <= median * NEAR;
  const usual = gaps.filter(near).length >= gaps.length * USUAL_SHARE;
  return median >= FINEST_MS && usual && near(mean) ? median : undefined;
}
