import { middleOfRuns } from '../lifetimes.ts';
import type { PastInvestigation } from '../past.ts';
import type { Middle } from './best-split.ts';
import { type Part, phasesOf, timedOf } from './part.ts';

/** A stretch of time and what ran in it; ms since the epoch, `to` is not included. */
export interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly runs: number;
  /** Of the runs that have a total, and those that timed out; absent where none has one. */
  readonly total?: Middle;
  readonly phases: Part['phases'];
  /** Runs that were broken. */
  readonly failed: number;
  /** The most frequent cause of those. */
  readonly cause?: string;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SIZES = [5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY];
const MOST_BUCKETS = 40;

/** The smallest round size, ms, that makes at most so many buckets. */
export function bucketSize(span: Stretch, most = MOST_BUCKETS): number {
  const weeks = Math.ceil((span.to - span.from) / (most - 1) / (7 * DAY)) * 7 * DAY;
  return SIZES.find((size) => countOf(span, size) <= most) ?? weeks;
}

function countOf({ from, to }: Stretch, size: number): number {
  return Math.ceil(to / size) - Math.floor(from / size);
}

/** Cut at round UTC times, so that the same moment is in the same bucket whenever somebody asks. */
export function bucketsOf(runs: readonly PastInvestigation[], span: Stretch, size: number): readonly Bucket[] {
  const first = Math.floor(span.from / size);
  const inside = Map.groupBy(runs, ({ startedAt }) => Math.floor(startedAt / size));
  return Array.from({ length: Math.max(0, countOf(span, size)) }, (_, i) =>
    bucketOf(inside.get(first + i) ?? [], (first + i) * size, size),
  );
}

function bucketOf(runs: readonly PastInvestigation[], from: number, size: number): Bucket {
  const timed = timedOf(runs);
  const total = middleOfRuns(runs);
  const broken = runs.filter(({ verdict }) => verdict === 'broken');
  const [cause] = countedCauses(broken);
  return {
    from,
    to: from + size,
    runs: runs.length,
    ...(total && { total }),
    phases: phasesOf(timed),
    failed: broken.length,
    ...(cause?.cause !== undefined && { cause: cause.cause }),
  };
}

/** The most frequent first; undefined stands for what has no known cause. */
export function countedCauses(
  failures: readonly { readonly cause?: string }[],
): readonly { readonly cause: string | undefined; readonly runs: number }[] {
  return [...Map.groupBy(failures, ({ cause }) => cause)]
    .map(([cause, { length }]) => ({ cause, runs: length }))
    .toSorted((a, b) => b.runs - a.runs || ((a.cause ?? '') < (b.cause ?? '') ? -1 : 1));
}
