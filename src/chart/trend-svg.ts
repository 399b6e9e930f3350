import { headlineOf } from '#investigation/past/trend/headline.ts';
import type { Trend } from '#investigation/past/trend.ts';
import { colours, element, FONT, line, rectangle, xml } from './svg.ts';
import { timeAxis, timeScale, timeTicks } from './trend-axis.ts';
import { deployLines } from './trend-deploys.ts';
import { failureRail } from './trend-failures.ts';
import { trendLegend, trendTitle, WIDTH } from './trend-frame.ts';
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
