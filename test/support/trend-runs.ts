import type { PastInvestigation } from '#investigation/past/past.ts';

/** Tue 17 Nov 2026 14:00 UTC. */
export const TUESDAY = Date.UTC(2026, 10, 17, 14);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const REQUEST = 'multichannel, channels 1-50, NFFT 1024, 0-500 Hz, 10 s, height 1000, live';

/** A healthy run of the usual question; `totalMs` is shared out to its phases, `extra` goes to the container's start. */
export function pastRun(
  startedAt: number,
  over: Partial<PastInvestigation> = {},
  totalMs: number | undefined = 1_400,
  extra = 0,
): PastInvestigation {
  const timed = {
    totalMs: (totalMs ?? 0) + extra,
    phases: {
      configure: 0.2 * (totalMs ?? 0),
      scheduling: 0.05 * (totalMs ?? 0),
      'container-start': 0.35 * (totalMs ?? 0) + extra,
      queue: 0.2 * (totalMs ?? 0),
      consumer: 0.15 * (totalMs ?? 0),
      metadata: 0.05 * (totalMs ?? 0),
    },
  };
  return {
    investigation: `i${startedAt}`,
    environment: 'staging',
    verdict: 'healthy',
    startedAt,
    tookMs: 5_000,
    requestedBy: 'U0ASKER',
    request: REQUEST,
    phases: {},
    backend: { image: 'registry.example.org/focus/server:1.4.2', restarts: 0 },
    ...(totalMs === undefined ? {} : timed),
    ...over,
  };
}

/** A run that was broken. */
export function brokenRun(startedAt: number, cause?: string): PastInvestigation {
  const run = pastRun(startedAt, { verdict: 'broken', ...(cause !== undefined && { cause }) });
  const { totalMs: _, ...rest } = run;
  return { ...rest, phases: { configure: 280 } };
}

/** Numbers that look like chance and are always the same: from 0 to 1. */
export function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

export interface Told {
  readonly from: number;
  readonly count: number;
  readonly everyMs: number;
  /** ms of the median run and how far it strays. */
  readonly totalMs?: number;
  readonly strayMs?: number;
  readonly extra?: number;
  readonly over?: Partial<PastInvestigation>;
  readonly seed?: number;
}

/** Runs at equal distances, whose totals stray, more upwards than downwards, as real ones do. */
export function series({ from, count, everyMs, totalMs = 1_400, strayMs = 200, extra = 0, over = {}, seed = 7 }: Told) {
  const chance = chances(seed);
  return Array.from({ length: count }, (_, i) => {
    const stray = strayMs * (chance() - 0.5) + strayMs * 2 * chance() ** 12;
    return pastRun(from + i * everyMs, over, totalMs + stray, extra);
  });
}

/** Fourteen days with a run every quarter of an hour; from `TUESDAY` on with a new image that starts more slowly. */
export function slowerSinceTuesday(extra = 1_700): readonly PastInvestigation[] {
  const image = 'registry.example.org/focus/server:1.5.0';
  const everyMs = HOUR / 4;
  return [
    ...series({ from: TUESDAY - 9 * DAY, count: 9 * 96, everyMs }),
    ...series({ from: TUESDAY, count: 5 * 96, everyMs, extra, seed: 8, over: { backend: { image, restarts: 0 } } }),
  ];
}
