import { countedCauses } from '#investigation/past/trend/buckets.ts';
import { headlineOf } from '#investigation/past/trend/headline.ts';
import type { Trend } from '#investigation/past/trend.ts';
import { oneLine } from './fit.ts';
import { colours, element, FONT, line, rectangle, words, xml } from './svg.ts';
import { type AtTime, PLOT, timeAxis, timeScale, timeTicks } from './trend-axis.ts';
import { deployLines } from './trend-deploys.ts';
import { trendLegend, trendTitle, WIDTH } from './trend-frame.ts';
import { cross } from './trend-marks.ts';
import { phasePanel } from './trend-phases.ts';
import { totalPanel } from './trend-total.ts';

const TOTAL_HEIGHT = 200;

/** A trend as a picture: totals, failures and deploys above, phases below, on one time axis in UTC. SVG, 1200 wide. */
export function trendSvg(trend: Trend): string {
  const x = timeAxis(trend);
  const ticks = timeTicks(trend);
  const head = trendTitle(trend);
  const deploys = deployLines(trend, x);
  const phases = phasePanel(trend, x);
  const top = head.height + deploys.height + 12;
  const rail = top + TOTAL_HEIGHT + 20;
  const below = rail + 34;
  const bottom = below + phases.height + 6;
  const height = Math.ceil(bottom + 76);
  const upright = ticks.map((at) => line(x(at), top, x(at), bottom, { stroke: colours.grid }));
  const body = [
    rectangle(0, 0, WIDTH, height, { fill: colours.paper }),
    head.drawn,
    ...upright,
    totalPanel(trend, x, top, top + TOTAL_HEIGHT),
    failureRail(trend, x, rail),
    phases.draw(below),
    deploys.draw(top, bottom),
    timeScale(ticks, x, bottom),
    trendLegend(bottom + 52),
  ];
  const size = { width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}` };
  const look = { 'font-family': FONT, fill: colours.ink, role: 'img' };
  const name = `<title>${xml(headlineOf(trend).slice(0, 300))}</title>`;
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', ...size, ...look }, name, ...body)}\n`;
}

/** The rail below the upper panel: a cross with its number for each stretch in which runs failed. */
function failureRail({ buckets, failures }: Trend, x: AtTime, y: number): string {
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
