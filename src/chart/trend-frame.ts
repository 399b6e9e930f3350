import { headlineOf, type Judgement, judgementOf } from '#investigation/past/trend/headline.ts';
import { many, timeOf } from '#investigation/past/trend/trend-words.ts';
import type { Trend } from '#investigation/past/trend.ts';
import { oneLine, widthOf, wrap } from './fit.ts';
import { colours, element, line, rectangle, words } from './svg.ts';
import { cross, lineLooks } from './trend-marks.ts';

/** What stands around a trend's panels: the answer on top, the legend below. */

export const WIDTH = 1200;
const MARGIN = 32;

const SIZE = 17;
const MOST_LINES = 3;

const badges: Readonly<Record<Judgement, readonly [string, string]>> = {
  slower: ['SLOWER', colours.bad],
  faster: ['FASTER', colours.good],
  steady: ['STEADY', colours.phase],
  few: ['TOO FEW RUNS', colours.neutral],
  none: ['NO RUNS', colours.neutral],
};

/** The judgement on its colour, the headline, and what it is of. */
export function trendTitle(trend: Trend): { readonly height: number; readonly drawn: string } {
  const [name, fill] = badges[judgementOf(trend)];
  const badge = widthOf(name, 14) + 24;
  const left = MARGIN + badge + 14;
  const lines = wrap(headlineOf(trend), SIZE, WIDTH - MARGIN - left, MOST_LINES);
  const bottom = 43 + (lines.length - 1) * 24;
  const white = { 'font-size': 14, 'font-weight': '700', 'text-anchor': 'middle', fill: colours.paper };
  const drawn = [
    rectangle(MARGIN, 24, badge, 28, { rx: 5, fill }),
    words(MARGIN + badge / 2, 43, name, white),
    ...lines.map((text, i) => words(left, 43 + i * 24, text, { 'font-size': SIZE, 'font-weight': '600' })),
    words(left, bottom + 24, oneLine(about(trend), 13, WIDTH - MARGIN - left), {
      'font-size': 13,
      fill: colours.quiet,
    }),
  ];
  return { height: bottom + 40, drawn: drawn.join('') };
}

function about({ environment, check, from, to, runs, request, others }: Trend): string {
  const left = others.reduce((sum, other) => sum + other.runs, 0);
  const parts = [
    environment,
    ...(check === undefined ? [] : [`check ${check}`]),
    `${timeOf(from)} to ${timeOf(to)}`,
    ...(request === undefined ? [] : [`${many(runs, 'run')} of ${request}`]),
    ...(left === 0 ? [] : [`${many(left, 'run')} of other requests left out`]),
  ];
  return parts.join(' · ');
}

export function trendLegend(y: number): string {
  const band = { fill: colours.phase, 'fill-opacity': '0.14' };
  const signs: readonly (readonly [string, string])[] = [
    [line(0, 0, 26, 0, lineLooks.median) + element('circle', { cx: 13, cy: 0, r: 3.5, fill: colours.phase }), 'median'],
    [rectangle(0, 0, 26, 7, band) + line(0, 0, 26, 0, lineLooks.p95), 'p95 (under 20 runs: the slowest)'],
    [line(0, 0, 26, 0, lineLooks.part), 'median before and since'],
    [cross(13, 0), 'failed runs'],
    [line(13, -8, 13, 8, lineLooks.image), 'new image'],
    [line(13, -8, 13, 8, lineLooks.restart), 'restart'],
    [rectangle(2, -7, 22, 14, { fill: colours.warn, 'fill-opacity': '0.16' }), 'change is in here'],
  ];
  let x = MARGIN;
  const entries = signs.map(([sign, text]) => {
    const entry = words(33, 4, text, { 'font-size': 12, fill: colours.quiet });
    const placed = element('g', { transform: `translate(${Math.round(x)} ${y})` }, sign, entry);
    x += 33 + widthOf(text, 12) + 12;
    return placed;
  });
  return entries.join('');
}
