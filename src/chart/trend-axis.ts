import { dayOf, hourOf } from '#investigation/past/trend/trend-words.ts';
import type { Trend } from '#investigation/past/trend.ts';
import { roundStep } from './axis.ts';
import { colours, line, words } from './svg.ts';

/** Where the panels of a trend lie: all share the time axis. */
export const PLOT = { left: 216, right: 1020 } as const;

/** Pixels from the left for a time, ms since the epoch, kept inside. */
export type AtTime = (at: number) => number;

export function timeAxis({ from, to }: Pick<Trend, 'from' | 'to'>): AtTime {
  const length = Math.max(1, to - from);
  return (at) => PLOT.left + (Math.min(Math.max(at - from, 0), length) / length) * (PLOT.right - PLOT.left);
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STEPS = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY, 14 * DAY, 28 * DAY];
const MOST_TICKS = 11;

/** Round UTC times within the span. */
export function timeTicks({ from, to }: Pick<Trend, 'from' | 'to'>): readonly number[] {
  const step =
    STEPS.find((size) => (to - from) / size <= MOST_TICKS) ?? Math.ceil((to - from) / MOST_TICKS / DAY) * DAY;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, i) => first + i * step);
}

export function timeScale(ticks: readonly number[], x: AtTime, y: number): string {
  const named = ticks.map((at) => {
    const isDay = at % DAY === 0;
    const look = { 'font-size': 12, 'text-anchor': 'middle', fill: isDay ? colours.ink : colours.quiet };
    const mark = line(x(at), y, x(at), y + 5, { stroke: colours.quiet });
    return mark + words(x(at), y + 20, isDay ? dayOf(at) : hourOf(at), look);
  });
  const zone = words(PLOT.right + 44, y + 20, 'UTC', { 'font-size': 12, fill: colours.quiet });
  return line(PLOT.left, y, PLOT.right, y, { stroke: colours.quiet }) + named.join('') + zone;
}

/** Durations upwards: `y` in pixels for ms, and round marks. */
export interface Height {
  readonly topMs: number;
  readonly ticks: readonly number[];
  y(ms: number): number;
}

/** So that the highest point does not touch the edge. */
export const HEADROOM = 1.06;

/** From 0 at `bottom` to at least `mostMs` at `top`. */
export function heightTo(mostMs: number, top: number, bottom: number, mostTicks: number): Height {
  const step = roundStep(Math.max(10, mostMs) / mostTicks);
  const topMs = Math.max(10, mostMs) * HEADROOM;
  return {
    topMs,
    ticks: Array.from({ length: Math.floor(topMs / step) + 1 }, (_, i) => i * step),
    y: (ms) => bottom - (Math.min(Math.max(ms, 0), topMs) / topMs) * (bottom - top),
  };
}
