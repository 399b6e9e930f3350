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
  const all: string[] = [];
  let done = 0;
  const keepUntil = (end: number) => {
    for (; done < end; done += 1) all.push(lines[done] ?? '');
  };
  for (const [from, to] of stretches) {
    const text = lines.slice(from, to).join('\n');
    const shown = change(text);
    if (shown === text) continue;
    keepUntil(from);
    for (const line of shown.split('\n')) all.push(line);
    done = to;
  }
  if (done === 0) return lines;
  keepUntil(lines.length);
  return all;
}
