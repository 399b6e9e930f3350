import { countedCauses } from '#investigation/past/trend/buckets.ts';
import type { Trend } from '#investigation/past/trend.ts';
import { oneLine } from './fit.ts';
import { colours, line, words } from './svg.ts';
import { type AtTime, PLOT } from './trend-axis.ts';
import { cross } from './trend-marks.ts';

/** The rail below the upper panel: a cross with its number for each stretch in which runs failed. */
export function failureRail({ buckets, failures }: Trend, x: AtTime, y: number): string {
  const marks = buckets
    .filter(({ failed }) => failed > 0)
    .map(({ from, to, failed }) => {
      const at = (x(from) + x(to)) / 2;
      const named = { 'font-size': 11, 'font-weight': '600', 'text-anchor': 'middle', fill: colours.bad };
      return cross(at, y) + words(at, y + 18, String(failed), named);
    });
  const count = words(32, y + 5, 'Failed runs', { 'font-size': 13 });
  const rail = line(PLOT.left, y, PLOT.right, y, { stroke: colours.grid, 'stroke-width': 2 });
  return [count, rail, ...marks, causes(failures, y)].join('');
}

function causes(failures: Trend['failures'], y: number): string {
  const [most, ...more] = countedCauses(failures);
  if (!most) return words(PLOT.right + 8, y + 4, 'none', { 'font-size': 12, fill: colours.quiet });
  const total = words(PLOT.right + 8, y, `${failures.length} in all`, {
    'font-size': 12,
    'font-weight': '600',
    fill: colours.bad,
  });
  const rest = more.length > 0 ? '…' : '';
  const named = oneLine(`${most.runs} × ${most.cause ?? 'unknown'}${rest}`, 11, 168);
  return total + words(PLOT.right + 8, y + 16, named, { 'font-size': 11, fill: colours.quiet });
}
