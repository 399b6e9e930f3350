import { medianWords, p95Words } from '#investigation/past/lifetimes.ts';
import type { Bucket } from '#investigation/past/trend/buckets.ts';
import { spanOf } from '#investigation/past/trend/trend-words.ts';
import type { Trend } from '#investigation/past/trend.ts';
import { oneLine } from './fit.ts';
import { colours, element, line, rectangle, words } from './svg.ts';
import { type AtTime, type Height, heightTo, PLOT } from './trend-axis.ts';
import { halo, lineLooks, round, upArrow } from './trend-marks.ts';

/** The upper panel: how long the whole took, over time. */
export function totalPanel(trend: Trend, x: AtTime, top: number, bottom: number): string {
  const runsOf = stretches(trend.buckets);
  const height = heightTo(highest(trend.buckets), top, bottom, 5);
  return [
    shaded(trend, x, top, bottom),
    valueScale(height),
    ...runsOf.map((points) => band(points, x, height)),
    ...partLines(trend, x, height),
    ...runsOf.map((points) => curve(points, x, height)),
    ...partValues(trend, x, height),
    tooHigh(runsOf.flat(), x, height, top),
    heading(trend, top),
  ].join('\n');
}

type Point = Bucket & { readonly total: NonNullable<Bucket['total']> };

/** Buckets with runs that follow each other: nothing is drawn across a stretch without any. */
function stretches(buckets: readonly Bucket[]): readonly (readonly Point[])[] {
  const found: Point[][] = [[]];
  for (const bucket of buckets) {
    if (hasTotal(bucket)) found.at(-1)?.push(bucket);
    else found.push([]);
  }
  return found.filter((points) => points.length > 0);
}

function hasTotal(bucket: Bucket): bucket is Point {
  return bucket.total !== undefined;
}

/** One very slow run must not flatten all others: p95s are cut off at three times the highest median. */
function highest(buckets: readonly Bucket[]): number {
  const totals = buckets.flatMap(({ total }) => total ?? []);
  const median = totals.reduce((most, total) => Math.max(most, total.median), 0);
  const p95 = totals.reduce((most, total) => Math.max(most, total.p95), 0);
  return Math.max(median, Math.min(p95, median * 3));
}

function heading({ whole, bucketMs }: Trend, top: number): string {
  const small = { 'font-size': 12, fill: colours.quiet };
  const lines = ['from configure to the', 'first metadata answer,', 'in seconds;', `each point ${spanOf(bucketMs)}`];
  return [
    words(32, top + 12, 'Total', { 'font-size': 14, 'font-weight': '600' }),
    ...lines.map((text, i) => words(32, top + 30 + i * 16, text, small)),
    ...(whole
      ? []
      : [
          words(PLOT.left + 12, top + 40, 'no run with a total in this time', { 'font-size': 13, fill: colours.quiet }),
        ]),
  ].join('');
}

function valueScale({ ticks, y }: Height): string {
  return ticks
    .map((ms) => {
      const label = { 'font-size': 12, 'text-anchor': 'end', fill: colours.quiet };
      return (
        line(PLOT.left, y(ms), PLOT.right, y(ms), { stroke: colours.grid }) +
        words(PLOT.left - 8, y(ms) + 4, `${Math.round(ms) / 1_000}`, label)
      );
    })
    .join('');
}

/** Where the last change may lie; at least so wide that it is seen. */
function shaded({ changes }: Trend, x: AtTime, top: number, bottom: number): string {
  return changes
    .map(({ after, by }) => {
      const [left, right] = [x(after), x(by)];
      const width = Math.max(8, right - left);
      const start = Math.min((left + right - width) / 2, PLOT.right - width);
      return rectangle(Math.max(PLOT.left, start), top, width, bottom - top, {
        fill: colours.warn,
        'fill-opacity': '0.16',
      });
    })
    .join('');
}

function band(points: readonly Point[], x: AtTime, { y }: Height): string {
  const upper = points.map((point) => `${middle(point, x)} ${round(y(point.total.p95))}`);
  const lower = points.map((point) => `${middle(point, x)} ${round(y(point.total.median))}`).toReversed();
  const d = `M${[...upper, ...lower].join('L')}Z`;
  const filled = points.length > 1 ? element('path', { d, fill: colours.phase, 'fill-opacity': '0.14' }) : '';
  return filled + (points.length > 1 ? path(upper, lineLooks.p95) : whisker(points, x, y));
}

/** A lonely point has no band: an upright line to its p95. */
function whisker(points: readonly Point[], x: AtTime, y: Height['y']): string {
  return points
    .map((point) => {
      const [at, high] = [middle(point, x), y(point.total.p95)];
      const cap = line(at - 4, high, at + 4, high, { ...lineLooks.p95, 'stroke-dasharray': 'none' });
      return line(at, y(point.total.median), at, high, lineLooks.p95) + cap;
    })
    .join('');
}

function curve(points: readonly Point[], x: AtTime, { y }: Height): string {
  const spots = points.map((point) => `${middle(point, x)} ${round(y(point.total.median))}`);
  const dots = points.map((point) =>
    element('circle', { cx: middle(point, x), cy: y(point.total.median), r: 3.5, fill: colours.phase }),
  );
  return (spots.length > 1 ? path(spots, lineLooks.median) : '') + dots.join('');
}

function path(spots: readonly string[], look: Readonly<Record<string, string | number>>): string {
  return element('path', { d: `M${spots.join('L')}`, fill: 'none', ...look });
}

function middle({ from, to }: Bucket, x: AtTime): number {
  return round((x(from) + x(to)) / 2);
}

/** What goes beyond the panel is marked at its edge, and the longest named. */
function tooHigh(points: readonly Point[], x: AtTime, { topMs }: Height, top: number): string {
  const beyond = points.filter(({ total }) => total.p95 > topMs);
  const longest = beyond.toSorted((a, b) => b.total.p95 - a.total.p95)[0];
  if (!longest) return '';
  const at = middle(longest, x);
  const isRight = at > PLOT.right - 90;
  const named = { 'font-size': 12, fill: colours.phase, 'text-anchor': isRight ? 'end' : 'start' };
  const text = oneLine(`p95 ${p95Words(longest.total)}`, 12, 90);
  const arrows = beyond.map((point) => upArrow(middle(point, x), top + 1));
  return arrows.join('') + words(at + (isRight ? -8 : 8), top + 10, text, named);
}

/** The median of every part between changes, as a line of its length with its value. */
function partLines({ changes }: Trend, x: AtTime, { y }: Height): readonly string[] {
  const [first] = changes;
  if (!first) return [];
  const parts = [first.before, ...changes.map(({ since }) => since)];
  return parts.map(({ from, to, total }, i) => {
    const [left, right, at] = [x(from), i === parts.length - 1 ? PLOT.right : x(to), y(total.median)];
    return line(left, at, right, at, lineLooks.part);
  });
}

/** Below its line, where no p95 is; the last stands right of the plot. */
function partValues({ changes }: Trend, x: AtTime, { y }: Height): readonly string[] {
  const [first] = changes;
  if (!first) return [];
  const parts = [first.before, ...changes.map(({ since }) => since)];
  const look = { 'font-size': 12, 'font-weight': '600', ...halo };
  return parts.map(({ from, to, total }, i) => {
    const [at, text] = [y(total.median), `median ${medianWords(total)}`];
    if (i === parts.length - 1) return words(PLOT.right + 8, at + 4, text, look);
    if (x(to) - x(from) < 100) return '';
    return words(x(from) + 8, at + 18 > y(0) ? at - 8 : at + 18, text, look);
  });
}
