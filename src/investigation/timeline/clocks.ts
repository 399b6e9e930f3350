import { type Evidence, observed } from '../evidence.ts';

/** Where a stamp of another clock lies on the bot's: ms after zero, as an interval. */
export type ReadStamp = (stamp: number, precisionMs: number) => { earliest: number; latest: number } | undefined;

/**
 * Reads stamps of the cluster's clock. Its offset is bracketed by the `Date` headers that were read: a header of
 * whole second t, sent for between two own instants, bounds the offset from both sides. Without one: undefined.
 */
export function clusterClock(evidence: Evidence): ReadStamp {
  const readings = observed(evidence, 'clock-reading').filter(({ fact }) => fact.clock === 'kubernetes');
  if (readings.length === 0) return () => undefined;
  const leasts = readings.map(({ fact }) => fact.stamp - fact.answeredAt);
  const mosts = readings.map(({ fact }) => fact.stamp + 1_000 - fact.sentAt);
  // Several API servers, each with a clock of its own, or one that was set meanwhile: any of them may have stamped.
  const isOne = Math.max(...leasts) <= Math.min(...mosts);
  const least = isOne ? Math.max(...leasts) : Math.min(...leasts);
  const most = isOne ? Math.min(...mosts) : Math.max(...mosts);
  const { zero } = evidence.subject;
  return (stamp, precisionMs) => ({ earliest: stamp - most - zero, latest: stamp + precisionMs - least - zero });
}

/** What time it was on the cluster's clock at an instant of the bot's, ms since the epoch; undefined where no answer told. */
export function clusterTime(evidence: Evidence, at: number): number | undefined {
  const zero = clusterClock(evidence)(0, 0);
  // A stamp of 0 lies at -offset - zero on the bot's timeline.
  return zero && at - (zero.earliest + zero.latest) / 2 - evidence.subject.zero;
}

/** How far the cluster's clock is ahead of the bot's, ms; undefined where it is not read, or is near enough to be right. */
export function clusterAhead(evidence: Evidence): number | undefined {
  const now = clusterTime(evidence, evidence.endedAt);
  const aheadMs = now === undefined ? 0 : now - evidence.endedAt;
  return Math.abs(aheadMs) >= APART_MS ? aheadMs : undefined;
}

/** Less may be the way there, and confuses nobody. */
const APART_MS = 2_000;
