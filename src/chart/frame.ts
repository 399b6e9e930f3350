import type { Verdict } from '#investigation/finding.ts';
import type { Report } from '#investigation/report/report.ts';
import { seconds } from '#investigation/say.ts';
import type { Limits } from '#investigation/subject.ts';
import type { Axis } from './axis.ts';
import { oneLine, widthOf, wrap } from './fit.ts';
import { colours, element, line, rectangle, words } from './svg.ts';

/** What stands around the rows: the answer on top, limits and grid behind, the axis and the legend below. */

export const WIDTH = 1200;
const MARGIN = 32;

const verdictColours: Readonly<Record<Verdict, string>> = {
  healthy: colours.good,
  degraded: colours.warn,
  broken: colours.bad,
  inconclusive: colours.neutral,
};

/** The verdict on its colour, the beginning of the headline, and what was asked. */
export function title(report: Report): { readonly height: number; readonly drawn: string } {
  const verdict = report.verdict.toUpperCase();
  const badge = widthOf(verdict, 14) + 24;
  const left = MARGIN + badge + 14;
  const lines = wrap(report.headline, 18, WIDTH - MARGIN - left);
  const bottom = 44 + (lines.length - 1) * 24;
  const drawn = [
    rectangle(MARGIN, 24, badge, 28, { rx: 5, fill: verdictColours[report.verdict] }),
    words(MARGIN + badge / 2, 43, verdict, {
      'font-size': 14,
      'font-weight': '700',
      'text-anchor': 'middle',
      fill: colours.paper,
    }),
    ...lines.map((text, i) => words(left, 44 + i * 24, text, { 'font-size': 18, 'font-weight': '600' })),
    words(left, bottom + 24, oneLine(asked(report), 13, WIDTH - MARGIN - left), {
      'font-size': 13,
      fill: colours.quiet,
    }),
  ];
  return { height: bottom + 40, drawn: drawn.join('') };
}

function asked({ environment, jobId, request, startedAt, tookMs, investigation }: Report): string {
  const when = `${new Date(startedAt).toISOString().slice(0, 19)}Z`;
  const parts = [environment, ...(jobId ? [`job ${jobId}`] : []), `${when}, watched for ${seconds(tookMs)}`];
  return [...parts, `investigation ${investigation}`, request].join(' · ');
}

export function grid({ ticks, x }: Axis, top: number, bottom: number): string {
  return ticks.map((ms) => line(x(ms), top, x(ms), bottom, { stroke: colours.grid })).join('');
}

/** Upright lines for the consumer's limits that lie within the axis, each with its name above, on the first free level. */
export function limits({ consumerGoodMs, consumerWarnMs, consumerFailMs }: Limits, axis: Axis) {
  const all: readonly (readonly [string, number, string])[] = [
    ['good', consumerGoodMs, colours.good],
    ['warn', consumerWarnMs, colours.warn],
    ['fail', consumerFailMs, colours.bad],
  ];
  const inside = all.filter(([, ms]) => ms <= axis.endMs);
  const ends: number[] = [];
  const placed = inside.map(([name, ms, stroke]) => {
    const text = `${name} ${ms / 1_000} s`;
    const half = widthOf(text, 12) / 2;
    const x = axis.x(ms);
    const free = ends.findIndex((end) => end + 6 < x - half);
    const level = free === -1 ? ends.length : free;
    ends[level] = x + half;
    return { x, text, stroke, level };
  });
  return {
    height: Math.max(1, ends.length) * 16 + 4,
    draw: (top: number, bottom: number) =>
      placed
        .map(({ x, text, stroke, level }) => {
          const above = top - 6 - level * 16;
          const named = { 'font-size': 12, 'font-weight': '600', 'text-anchor': 'middle', fill: stroke };
          return (
            line(x, above + 3, x, bottom, { stroke, 'stroke-dasharray': '5 4', 'stroke-opacity': '0.75' }) +
            words(x, above, text, named)
          );
        })
        .join(''),
  };
}

export function scale({ ticks, x, left, right }: Axis, y: number, zero: string): string {
  const numbers = ticks.map((ms) =>
    words(x(ms), y + 18, `${Math.round(ms) / 1_000}`, {
      'font-size': 12,
      'text-anchor': 'middle',
      fill: colours.quiet,
    }),
  );
  const what = words(right + 20, y + 18, zero, { 'font-size': 12, fill: colours.quiet });
  return line(left, y, right, y, { stroke: colours.quiet }) + numbers.join('') + what;
}

export function legend(y: number): string {
  const fill = colours.phase;
  const ring = { cx: 11, cy: 0, r: 4, fill: colours.paper, stroke: colours.bad, 'stroke-width': 2 };
  const signs: readonly (readonly [string, string])[] = [
    [rectangle(0, -6, 22, 12, { fill, rx: 2 }), 'surely in this phase'],
    [rectangle(0, -6, 22, 12, { fill, 'fill-opacity': '0.3', rx: 2 }), 'began or ended in here'],
    [rectangle(0, -6, 22, 12, { fill: colours.bad, rx: 2 }), 'slower than usual'],
    [rectangle(0, -2, 22, 4, { fill: colours.usual, rx: 2 }), 'usually ends in here'],
    [element('path', { d: 'M11 -6l5 6l-5 6l-5 -6z', fill }), 'first seen'],
    [element('circle', ring), 'not there when last seen'],
  ];
  let x = MARGIN;
  const entries = signs.map(([sign, text]) => {
    const entry = words(30, 4, text, { 'font-size': 12, fill: colours.quiet });
    const placed = element('g', { transform: `translate(${Math.round(x)} ${y})` }, sign, entry);
    x += 30 + widthOf(text, 12) + 18;
    return placed;
  });
  return entries.join('');
}
