import { type Evidence, observed } from '../evidence.ts';
import type { LogLine, Observation } from '../observation.ts';
import { clusterClock } from '../timeline/clocks.ts';

/** A line and when it was written, ms since the epoch on the bot's clock. */
export type PlacedLine = LogLine & { readonly at: number };

/**
 * All log lines in one order, whoever wrote them: by the cluster's stamps, and those without one where the bot learned
 * of them. A stamp is read in the middle of where it may lie on the bot's clock, but never after the line was learned;
 * while the cluster's clock is unknown, a line's time is when it was learned. Only those that are wanted.
 */
export function linesInOrder(
  evidence: Evidence,
  isWanted: (line: Observation<LogLine>) => boolean = () => true,
): readonly PlacedLine[] {
  const lines = observed(evidence, 'log-line');
  const onBotsClock = stampReader(evidence);
  const promptest = least(lines.flatMap(({ at, fact }) => (fact.stamp === undefined ? [] : [at - fact.stamp])));
  return lines
    .filter(isWanted)
    .map(({ fact, at }) => {
      const written = fact.stamp === undefined ? at : onBotsClock(fact.stamp);
      const place = written ?? (fact.stamp ?? at) + promptest;
      return { place, line: { ...fact, at: Math.min(written ?? at, at) } };
    })
    .toSorted((a, b) => a.place - b.place)
    .map(({ line }) => line);
}

/** When an observation happened, ms since the epoch on the bot's clock: a log line when it was written, the rest when it was learned. */
export function whenHappened(evidence: Evidence): (observation: Observation) => number {
  const onBotsClock = stampReader(evidence);
  return ({ fact, at }) => {
    if (fact.kind !== 'log-line' || fact.stamp === undefined) return at;
    return Math.min(onBotsClock(fact.stamp) ?? at, at);
  };
}

function stampReader(evidence: Evidence): (stamp: number) => number | undefined {
  const read = clusterClock(evidence);
  return (stamp) => {
    const range = read(stamp, 0);
    return range && evidence.subject.zero + (range.earliest + range.latest) / 2;
  };
}

/** Without a clock read, the shortest way of a line tells best where stamps lie among those that have none. */
function least(delays: readonly number[]): number {
  return delays.reduce((shortest, delay) => Math.min(shortest, delay), Number.POSITIVE_INFINITY);
}
