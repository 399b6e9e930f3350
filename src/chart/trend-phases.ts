import type { PhaseId } from '#investigation/evidence.ts';
import type { Bucket } from '#investigation/past/trend/buckets.ts';
import { phaseIds } from '#investigation/past/trend/part.ts';
import type { Trend } from '#investigation/past/trend.ts';
import { seconds } from '#investigation/say.ts';
import { phaseLabels } from '#investigation/timeline/usual.ts';
import { colours, line, rectangle, words } from './svg.ts';
import { type AtTime, HEADROOM, heightTo, PLOT } from './trend-axis.ts';

const ROW = 34;
const BAR = 27;

/** The lower panel: a row of bars a phase, all to the same scale, so that the one that grew is seen. */
export function phasePanel(trend: Trend, x: AtTime) {
  const ids = phaseIds.filter((id) => trend.whole?.phases[id] !== undefined);
  const mostMs = Math.max(1, ...trend.buckets.flatMap(({ phases }) => ids.map((id) => phases[id]?.median ?? 0)));
  return {
    height: ids.length === 0 ? 0 : 26 + ids.length * ROW,
    draw: (top: number) =>
      ids.length === 0
        ? ''
        : heading(trend, top, mostMs) + ids.map((id, i) => row(trend, id, x, top + 26 + i * ROW, mostMs)).join('\n'),
  };
}

function heading({ changes }: Trend, top: number, mostMs: number): string {
  const small = { 'font-size': 12, 'font-weight': '600', fill: colours.quiet };
  const scale = `Median of each phase; every row is ${seconds(mostMs)} high`;
  const right = changes.length > 0 ? 'before → since' : 'median';
  return words(32, top + 14, scale, small) + words(PLOT.right + 8, top + 14, right, small);
}

function row(trend: Trend, id: PhaseId, x: AtTime, top: number, mostMs: number): string {
  const bottom = top + BAR;
  const { y } = heightTo(mostMs / HEADROOM, top, bottom, 1);
  const isCarrier = trend.changes.at(-1)?.phase === id;
  const bars = trend.buckets.map((bucket) => bar(bucket, id, x, y, bottom, isCarrier));
  const weight = isCarrier ? { 'font-weight': '700' } : {};
  return [
    words(32, bottom - 8, phaseLabels[id], { 'font-size': 13, ...weight }),
    line(PLOT.left, bottom, PLOT.right, bottom, { stroke: colours.grid }),
    ...bars,
    words(PLOT.right + 8, bottom - 8, mediansOf(trend, id), { 'font-size': 13, ...weight }),
  ].join('');
}

/** At least a hair high, so that a short phase differs from one that was not seen. */
function bar(bucket: Bucket, id: PhaseId, x: AtTime, y: (ms: number) => number, bottom: number, isCarrier: boolean) {
  const median = bucket.phases[id]?.median;
  if (median === undefined) return '';
  const [left, right] = [x(bucket.from), x(bucket.to)];
  const height = Math.max(1.5, bottom - y(median));
  const fill = isCarrier ? colours.warn : colours.phase;
  return rectangle(left + 1, bottom - height, Math.max(1.5, right - left - 2), height, {
    fill,
    'fill-opacity': '0.75',
  });
}

function mediansOf({ whole, changes }: Trend, id: PhaseId): string {
  const last = changes.at(-1);
  const said = (ms: number | undefined) => (ms === undefined ? '–' : seconds(ms));
  if (!last) return said(whole?.phases[id]?.median);
  return `${said(last.before.phases[id]?.median)} → ${said(last.since.phases[id]?.median)}`;
}
