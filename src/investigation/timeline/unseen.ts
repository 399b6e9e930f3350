import { type Evidence, wasSeen } from '../evidence.ts';
import type { FactKind, Observation } from '../observation.ts';
import type { Moment } from './moment.ts';

export function missing(
  evidence: Evidence,
  kind: FactKind,
  witnesses: readonly Observation[],
  last: number | undefined,
): Moment {
  if (!wasSeen(evidence, kind) || last === undefined) return { state: 'not-seen', why: whyNotSeen(evidence, kind) };
  return { state: 'not-reached', after: Math.max(0, last - evidence.subject.zero), witnesses };
}

export function lastWatched(evidence: Evidence, kind: FactKind): number | undefined {
  return evidence.watches.findLast((watch) => watch.sees.includes(kind))?.to;
}

export function whyNotSeen(evidence: Evidence, kind: FactKind): string {
  const gap = evidence.gaps.find(({ kinds }) => kinds.includes(kind));
  if (gap) return gap.detail;
  return evidence.subject.job ? 'nothing was seen that tells' : 'there was no job to look at';
}
