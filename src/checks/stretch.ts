/** Part of time, ms since the epoch: from its beginning on, and no longer at its end. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Whether two stretches have an instant in common. */
export function overlap(one: Stretch, other: Stretch): boolean {
  return one.from < other.to && other.from < one.to;
}

/** The same time in order, in as few stretches as can be: those that overlap or touch are one. */
export function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const whole: Stretch[] = [];
  for (const stretch of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = whole.at(-1);
    if (last === undefined || last.to < stretch.from) whole.push(stretch);
    else whole.splice(-1, 1, { from: last.from, to: Math.max(last.to, stretch.to) });
  }
  return whole;
}
