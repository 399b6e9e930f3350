import { type Evidence, observed } from './evidence.ts';

/** Where a stamp of another clock lies on the bot's: ms after zero, as an interval. */
export type ReadStamp = (stamp: number, precisionMs: number) => { earliest: number; latest: number } | undefined;

/**
 * Reads stamps of the cluster's clock. Its offset is bracketed by the `Date` headers that were read: a header of
 * whole second t, sent for between two own instants, bounds the offset from both sides. Without one: undefined.
 */
export function clusterClock(evidence: Evidence): ReadStamp {
  const readings = observed(evidence, 'clock-reading').filter(({ fact }) => fact.clock === 'kubernetes');
  if (readings.length === 0) return () => undefined;
  const least = Math.max(...readings.map(({ fact }) => fact.stamp - fact.answeredAt));
  const most = Math.min(...readings.map(({ fact }) => fact.stamp + 1_000 - fact.sentAt));
  const { zero } = evidence.subject;
  return (stamp, precisionMs) => ({ earliest: stamp - most - zero, latest: stamp + precisionMs - least - zero });
}

/** How far the backend's clock runs ahead of the bot's, ms; undefined where it was not read. */
export function backendAheadMs(evidence: Evidence): { atLeast: number; atMost: number } | undefined {
  const reading = observed(evidence, 'clock-reading').find(({ fact }) => fact.clock === 'focus-server')?.fact;
  if (!reading) return undefined;
  return { atLeast: reading.stamp - reading.answeredAt, atMost: reading.stamp + 1_000 - reading.sentAt };
}
