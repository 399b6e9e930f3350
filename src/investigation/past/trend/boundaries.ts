import { bestSplit, middleOf, type Split } from './best-split.ts';

/** A change is this unlikely to be chance, at least a quarter and at least 300 ms: less is nothing to act on. */
const LIKELIEST = 0.001;
const LEAST_RATIO = 1.25;
const LEAST_MS = 300;
const MOST_BOUNDARIES = 11;

/**
 * Where the values change for good or for a while: cut at the best split, then the parts at theirs, the surest first,
 * as long as a cut is more than chance (p < 0.001). Then a cut goes when the medians beside it differ by less than 25 %
 * or 300 ms, the least first, and those that stay are placed anew between their neighbours.
 */
export function findBoundaries(values: readonly number[]): readonly Split[] {
  let cuts = prune(values, cut(values));
  while (true) {
    const splits = inWindows(values, cuts);
    const kept = prune(
      values,
      splits.map(({ index }) => index),
    );
    if (kept.length === splits.length) return splits;
    cuts = kept;
  }
}

function cut(values: readonly number[]): readonly number[] {
  let open = [windowOf(values, 0, values.length)];
  const cuts: number[] = [];
  while (cuts.length < MOST_BOUNDARIES) {
    const best = open.filter(({ p }) => p < LIKELIEST).toSorted((a, b) => a.p - b.p)[0];
    if (!best) break;
    cuts.push(best.index);
    const halves = [windowOf(values, best.start, best.index), windowOf(values, best.index, best.end)];
    open = [...open.filter((window) => window !== best), ...halves];
  }
  return cuts.toSorted((a, b) => a - b);
}

interface Window extends Split {
  readonly start: number;
  readonly end: number;
}

function windowOf(values: readonly number[], start: number, end: number): Window {
  const split = bestSplit(values.slice(start, end));
  if (!split) return { start, end, index: start, from: start, to: start, p: 1 };
  return { start, end, p: split.p, index: start + split.index, from: start + split.from, to: start + split.to };
}

function prune(values: readonly number[], cuts: readonly number[]): readonly number[] {
  let kept = cuts;
  while (true) {
    const medians = [0, ...kept].map(
      (start, i) => middleOf(values.slice(start, kept[i] ?? values.length))?.median ?? 0,
    );
    const ratios = kept.map((_, i) => ratioOf(medians[i] ?? 0, medians[i + 1] ?? 0));
    const least = ratios.indexOf(Math.min(...ratios));
    if (least === -1 || (ratios[least] ?? 0) >= LEAST_RATIO) return kept;
    kept = kept.filter((_, i) => i !== least);
  }
}

/** 1 where they are too near to each other to matter. */
function ratioOf(before: number, after: number): number {
  if (Math.abs(after - before) < LEAST_MS) return 1;
  const [less, more] = [Math.min(before, after), Math.max(before, after)];
  return less > 0 ? more / less : Number.POSITIVE_INFINITY;
}

/** Each cut at the best place between its neighbours; one that is no more than chance there is dropped. */
function inWindows(values: readonly number[], cuts: readonly number[]): readonly Split[] {
  return cuts
    .map((_, i) => windowOf(values, cuts[i - 1] ?? 0, cuts[i + 1] ?? values.length))
    .filter(({ p }) => p < LIKELIEST);
}
