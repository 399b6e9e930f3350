import { outcomeOf, type Series, type SeriesOutcome, type SeriesRun } from '#investigation/past/series.ts';
import type { Limits } from '#investigation/subject.ts';
import { roundStep } from './axis.ts';
import { oneLine, widthOf, wrap } from './fit.ts';
import { colours, element, FONT, line, rectangle, words, xml } from './svg.ts';
import { cross } from './trend-marks.ts';

/** What a picture of a series says besides its runs. */
export interface SeriesWords {
  readonly headline: string;
  /** What was asked, and where. */
  readonly about: string;
  readonly limits: Limits;
}

const WIDTH = 1200;
const MARGIN = 32;
const PLOT = { left: 110, right: 1080 } as const;
const CURVE_HEIGHT = 210;
const MOST_TICKS = 12;

const fills: Readonly<Record<SeriesOutcome, string>> = {
  healthy: colours.good,
  slow: colours.warn,
  failed: colours.bad,
  silent: colours.neutral,
};

/** How the runs of a series are spread: by when which share had its consumer, and each run below. SVG, 1200 wide. */
export function seriesSvg(series: Series, { headline, about, limits }: SeriesWords): string {
  const lines = wrap(headline, 17, WIDTH - 2 * MARGIN);
  const top = 58 + lines.length * 24;
  const bottom = top + CURVE_HEIGHT;
  const endMs = lastMs(series, limits) * 1.05;
  const x = (ms: number) => PLOT.left + (Math.min(ms, endMs) / endMs) * (PLOT.right - PLOT.left);
  const dots = dotsBelow(series, x);
  const foot = bottom + dots.height;
  const height = foot + 78;
  const body = [
    rectangle(0, 0, WIDTH, height, { fill: colours.paper }),
    ...lines.map((text, i) => words(MARGIN, 40 + i * 24, text, { 'font-size': 17, 'font-weight': '600' })),
    words(MARGIN, 38 + lines.length * 24, oneLine(about, 13, WIDTH - 2 * MARGIN), {
      'font-size': 13,
      fill: colours.quiet,
    }),
    shares(top, bottom),
    ...limitLines(limits, x, endMs, top, foot),
    curve(series, x, bottom),
    dots.draw(bottom),
    scale(endMs, x, foot),
    legend(height - 18),
  ];
  const size = { width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}` };
  const look = { 'font-family': FONT, fill: colours.ink, role: 'img' };
  const name = `<title>${xml(headline.slice(0, 300))}</title>`;
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', ...size, ...look }, name, ...body)}\n`;
}

/** As long as any run was waited for; at least to the limit for a good consumer. */
function lastMs({ runs }: Series, { consumerGoodMs }: Limits): number {
  return Math.max(consumerGoodMs, ...runs.map(({ line: { totalMs, waitedMs } }) => totalMs ?? waitedMs ?? 0));
}

function shares(top: number, bottom: number): string {
  const drawn = [0, 25, 50, 75, 100].map((percent) => {
    const at = bottom - (percent / 100) * (bottom - top);
    const label = { 'font-size': 12, 'text-anchor': 'end', fill: colours.quiet };
    return (
      line(PLOT.left, at, PLOT.right, at, { stroke: colours.grid }) +
      words(PLOT.left - 8, at + 4, `${percent} %`, label)
    );
  });
  return drawn.join('');
}

type AtTime = (ms: number) => number;

/** With its name at the foot, where no curve is. */
function limitLines(limits: Limits, x: AtTime, endMs: number, top: number, bottom: number): readonly string[] {
  const all = [
    ['good', limits.consumerGoodMs, colours.good],
    ['warn', limits.consumerWarnMs, colours.warn],
    ['fail', limits.consumerFailMs, colours.bad],
  ] as const;
  return all
    .filter(([, ms]) => ms <= endMs)
    .map(([name, ms, stroke]) => {
      const named = { 'font-size': 12, 'font-weight': '600', 'text-anchor': 'middle', fill: stroke };
      return (
        line(x(ms), top, x(ms), bottom, { stroke, 'stroke-dasharray': '5 4', 'stroke-opacity': '0.75' }) +
        words(x(ms), bottom + 34, `${name} ${ms / 1_000} s`, named)
      );
    });
}

/** Steps up where consumers came, and ends where nobody was waited for any longer. */
function curve({ curve: steps, runs }: Series, x: AtTime, bottom: number): string {
  const y = (share: number) => bottom - share * CURVE_HEIGHT;
  const last = steps.at(-1);
  if (!last) return '';
  const waited = Math.max(last.ms, ...runs.map(({ line: { waitedMs } }) => waitedMs ?? 0));
  const spots = steps.flatMap(({ ms, share }, i) => [
    `${short(x(ms))} ${short(y(steps[i - 1]?.share ?? 0))}`,
    `${short(x(ms))} ${short(y(share))}`,
  ]);
  const d = `M${short(x(0))} ${short(y(0))}L${[...spots, `${short(x(waited))} ${short(y(last.share))}`].join('L')}`;
  const share = `${Math.round(last.share * 100)} %`;
  const said = { 'font-size': 13, 'font-weight': '600', fill: colours.phase };
  return (
    element('path', { d, fill: 'none', stroke: colours.phase, 'stroke-width': 2.5 }) +
    words(Math.min(x(waited) + 8, PLOT.right + 8), y(last.share) + 4, share, said)
  );
}

function short(value: number): number {
  return Math.round(value * 10) / 10;
}

const FEWEST_ROWS = 4;
const ROW = 18;
const NEAR = 20;

/** Each run with its number; those that lie close together stand below each other. A cross had no consumer by then. */
function dotsBelow({ runs }: Series, x: AtTime) {
  const ends: number[] = [];
  const placed = runs.flatMap((run) => {
    const { totalMs, waitedMs } = run.line;
    const ms = totalMs ?? waitedMs;
    return ms === undefined ? [] : [{ run, at: x(ms) }];
  });
  const inRows = placed
    .toSorted((one, other) => one.at - other.at)
    .map((one) => {
      const free = ends.findIndex((end) => end + NEAR <= one.at);
      const row = free === -1 ? ends.length : free;
      ends[row] = one.at;
      return { ...one, row };
    });
  return {
    height: Math.max(FEWEST_ROWS, ends.length) * ROW + 12,
    draw: (top: number) => inRows.map(({ run, at, row }) => dot(run, at, top + 16 + row * ROW)).join(''),
  };
}

function dot(run: SeriesRun, at: number, y: number): string {
  const fill = fills[outcomeOf(run)];
  const sign = run.line.totalMs === undefined ? cross(at, y) : element('circle', { cx: at, cy: y, r: 5, fill });
  return sign + words(at + 8, y + 4, String(run.nth), { 'font-size': 10, fill: colours.quiet });
}

function scale(endMs: number, x: AtTime, y: number): string {
  const step = roundStep(endMs / MOST_TICKS);
  const ticks = Array.from({ length: Math.floor(endMs / step) + 1 }, (_, i) => i * step);
  const look = { 'font-size': 12, 'text-anchor': 'middle', fill: colours.quiet };
  const numbers = ticks.map((ms) => words(x(ms), y + 18, `${Math.round(ms) / 1_000}`, look));
  const what = words(PLOT.right + 14, y + 18, 's after configure', { 'font-size': 12, fill: colours.quiet });
  return line(PLOT.left, y, PLOT.right, y, { stroke: colours.quiet }) + numbers.join('') + what;
}

function legend(y: number): string {
  const circle = (fill: string) => element('circle', { cx: 13, cy: 0, r: 5, fill });
  const step = line(0, 0, 26, 0, { stroke: colours.phase, 'stroke-width': 2.5 });
  const signs: readonly (readonly [string, string])[] = [
    [step, 'share of runs with a consumer by then (Kaplan–Meier)'],
    [circle(colours.good), 'healthy run'],
    [circle(colours.warn), 'slow run'],
    [cross(13, 0), 'no consumer until then'],
  ];
  let x = MARGIN;
  const entries = signs.map(([sign, text]) => {
    const entry = words(33, 4, text, { 'font-size': 12, fill: colours.quiet });
    const placed = element('g', { transform: `translate(${Math.round(x)} ${y - 4})` }, sign, entry);
    x += 33 + widthOf(text, 12) + 12;
    return placed;
  });
  return entries.join('');
}
