import type { Timeline } from '#investigation/timeline/timeline.ts';

/** Where times lie in the picture; all rows share it. */
export interface Axis {
  readonly left: number;
  readonly right: number;
  /** ms after zero at the right end. */
  readonly endMs: number;
  /** Multiples of a round step, ms. */
  readonly ticks: readonly number[];
  /** Pixels from the left for ms after zero, kept inside. */
  x(ms: number): number;
}

const LEFT = 236;
const RIGHT = 880;
const MOST_TICKS = 12;

/** As long as anything lasted that is drawn, with room for what is still open; at least to the limit for a good consumer. */
export function axisOf({ milestones, endedMs, evidence }: Timeline): Axis {
  const moments = Object.values(milestones).map((at) => {
    if (at.state === 'not-seen') return 0;
    return at.state === 'reached' ? at.latest : at.after;
  });
  const { job, limits } = evidence.subject;
  const lasted = Math.max(200, endedMs, ...moments, job ? limits.consumerGoodMs : 0);
  const endMs = lasted * 1.07;
  const step = roundStep(endMs / MOST_TICKS);
  return {
    left: LEFT,
    right: RIGHT,
    endMs,
    ticks: Array.from({ length: Math.floor(endMs / step) + 1 }, (_, i) => i * step),
    x: (ms) => LEFT + (Math.min(Math.max(ms, 0), endMs) / endMs) * (RIGHT - LEFT),
  };
}

/** The next of 1, 2, 5, 10, 20, 50 … that is not smaller. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((digit) => digit * power >= least) ?? 10) * power;
}
