/** Lines from one up to another. */
export type Stretch = readonly [from: number, to: number];

/** So many lines before and after each of some, which come in their order; stretches that meet are one. */
export function stretchesAround(
  places: readonly number[],
  [before, after]: readonly [before: number, after: number],
  count: number,
): readonly Stretch[] {
  const stretches: [from: number, to: number][] = [];
  for (const place of places) {
    const [from, to] = [Math.max(0, place - before), Math.min(count, place + 1 + after)];
    const last = stretches.at(-1);
    if (last && from <= last[1]) last[1] = to;
    else stretches.push([from, to]);
  }
  return stretches;
}

/** The lines with those of the stretches changed; the same where nothing changes. */
export function changed(
  lines: readonly string[],
  stretches: readonly Stretch[],
  change: (text: string) => string,
): readonly string[] {
  const parts: (readonly string[])[] = [];
  let done = 0;
  for (const [from, to] of stretches) {
    const text = lines.slice(from, to).join('\n');
    const shown = change(text);
    if (shown === text) continue;
    parts.push(lines.slice(done, from), shown.split('\n'));
    done = to;
  }
  return done === 0 ? lines : [...parts, lines.slice(done)].flat();
}
