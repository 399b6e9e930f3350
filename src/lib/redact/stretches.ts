/** Lines from one up to another. */
export type Stretch = readonly [from: number, to: number];

const BEFORE = 4;
const AFTER = 12;

/** Each place, which come in their order, with some lines before and after it; stretches that meet are one. */
export function stretchesAround(places: readonly number[], count: number): readonly Stretch[] {
  const stretches: [from: number, to: number][] = [];
  for (const place of places) {
    const [from, to] = [Math.max(0, place - BEFORE), Math.min(count, place + 1 + AFTER)];
    const last = stretches.at(-1);
    if (last && from <= last[1]) last[1] = to;
    else stretches.push([from, to]);
  }
  return stretches;
}

export function eachAlone(places: readonly number[]): readonly Stretch[] {
  return places.map((place) => [place, place + 1]);
}

/** The lines with those of the stretches changed; the same where nothing changes. */
export function changed(
  lines: readonly string[],
  stretches: readonly Stretch[],
  change: (text: string) => string,
): readonly string[] {
  let all: string[] | undefined;
  for (const [from, to] of stretches.toReversed()) {
    const text = to - from === 1 ? (lines[from] ?? '') : lines.slice(from, to).join('\n');
    const shown = change(text);
    if (shown === text) continue;
    const parts = shown.split('\n');
    all ??= [...lines];
    if (parts.length !== to - from) all = all.slice(0, from).concat(parts, all.slice(to));
    else for (const [i, part] of parts.entries()) all[from + i] = part;
  }
  return all ?? lines;
}
