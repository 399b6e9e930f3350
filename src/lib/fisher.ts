/**
 * How likely chance alone puts at least so many of all failures into a group of this size: Fisher's exact test, one-sided.
 * `failed` of `of` in the group, `otherFailed` of `otherOf` outside.
 */
export function fisher(failed: number, of: number, otherFailed: number, otherOf: number): number {
  const failures = failed + otherFailed;
  const all = logChoose(of + otherOf, failures);
  let p = 0;
  for (let count = failed; count <= Math.min(of, failures); count += 1)
    if (failures - count <= otherOf) p += Math.exp(logChoose(of, count) + logChoose(otherOf, failures - count) - all);
  return Math.min(1, p);
}

function logChoose(from: number, count: number): number {
  let sum = 0;
  for (let i = 1; i <= count; i += 1) sum += Math.log((from - count + i) / i);
  return sum;
}
