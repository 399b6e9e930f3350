/** A fitted line's slope, and the ends of its 95 % bound. */
export interface Slope {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** Least squares. The bound is that of Student's t, for so many points as there are. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): Slope {
  const count = points.length;
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / count;
  const [meanX, meanY] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const at = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const left = points.reduce((sum, [x, y]) => sum + (y - meanY - at * (x - meanX)) ** 2, 0);
  const error = Math.sqrt(left / (count - 2) / spread) * studentT(count - 2);
  return { at, from: at - error, to: at + error };
}

/** The 97.5 % quantile of Student's t; within 1 % from 3 degrees of freedom on (Cornish–Fisher, three terms). */
function studentT(freedom: number): number {
  const z = 1.959964;
  const first = (z ** 3 + z) / (4 * freedom);
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3);
  return z + first + second + third;
}
