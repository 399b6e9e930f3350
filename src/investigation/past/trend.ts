import type { PastInvestigation } from './past.ts';
import { type Bucket, bucketSize, bucketsOf } from './trend/buckets.ts';
import { type Change, type Deploy, findChanges, findDeploys } from './trend/changes.ts';
import { type Part, partOf, timedOf } from './trend/part.ts';

/** How one question was answered over time. Every time is ms since the epoch; pure from its input. */
export interface Trend extends TrendAsked {
  /** The request in one line whose runs these are; absent where there are none. */
  readonly request?: string;
  /** Runs with other parameters in the same time, the most first: they are counted and not mixed in. */
  readonly others: readonly { readonly request: string; readonly runs: number }[];
  readonly runs: number;
  /** Runs without a verdict on the stack. */
  readonly inconclusive: number;
  readonly failures: readonly Failure[];
  /** All runs that have a total or timed out, as one part; absent where none has a total. */
  readonly whole?: Part;
  readonly bucketMs: number;
  /** Without a gap from the first to the last: at most 40. */
  readonly buckets: readonly Bucket[];
  /** The same time in at most 20 buckets, those in which a consumer came. */
  readonly points: readonly TimedBucket[];
  /** Of the environment, seen by whatever run, the oldest first. */
  readonly deploys: readonly Deploy[];
  /** Fewer runs with a total than it takes to claim anything. */
  readonly isTooFew: boolean;
  /** What is more than chance, the oldest first: each from the part before it to the part after it. */
  readonly changes: readonly Change[];
}

export interface TrendAsked {
  readonly from: number;
  /** Not included. */
  readonly to: number;
  readonly environment: string;
  readonly check?: string;
  /** Of watched jobs, instead of those that somebody asked for. */
  readonly watched?: true;
}

export type TimedBucket = Bucket & Required<Pick<Bucket, 'total'>>;

/** A run that was broken. */
export interface Failure {
  readonly at: number;
  /** The id of the rule that names the cause. */
  readonly cause?: string;
}

/** Fewer than two parts of eight: see `bestSplit`. */
export const FEWEST_RUNS = 16;
const MOST_POINTS = 20;

/** What past investigations say of one environment, or one check of it, from `from` to `to`, in whatever order they come. */
export function findTrend(past: readonly PastInvestigation[], asked: TrendAsked): Trend {
  const { there, request, runs, others } = mostAsked(past, asked);
  const timed = timedOf(runs);
  const whole = partOf(runs);
  const deploys = findDeploys(there);
  const bucketMs = bucketSize(asked);
  return {
    ...asked,
    ...(request !== undefined && { request }),
    others: others.map((other) => ({ request: other.request, runs: other.runs.length })),
    runs: runs.length,
    inconclusive: runs.filter(({ verdict }) => verdict === 'inconclusive').length,
    failures: runs.filter(({ verdict }) => verdict === 'broken').map(failureOf),
    ...(whole && { whole }),
    bucketMs,
    buckets: bucketsOf(runs, asked, bucketMs),
    points: bucketsOf(runs, asked, bucketSize(asked, MOST_POINTS)).filter(isTimed),
    deploys,
    isTooFew: timed.length < FEWEST_RUNS,
    changes: findChanges(runs, deploys),
  };
}

/** The runs of the question with the most of them, in the order of their start, beside those of others and of other checks. */
export function mostAsked(past: readonly PastInvestigation[], asked: TrendAsked) {
  const there = past
    .filter(({ environment, startedAt }) => environment === asked.environment && isWithin(startedAt, asked))
    .toSorted((a, b) => a.startedAt - b.startedAt || (a.investigation < b.investigation ? -1 : 1));
  const [most, ...others] = byRequest(there.filter((run) => isOf(run, asked)));
  return { there, request: most?.request, runs: most?.runs ?? [], others };
}

function isTimed(bucket: Bucket): bucket is TimedBucket {
  return bucket.total !== undefined;
}

function isOf({ check, watched }: PastInvestigation, asked: TrendAsked): boolean {
  return asked.check === undefined ? watched === asked.watched : check === asked.check;
}

function isWithin(at: number, { from, to }: TrendAsked): boolean {
  return at >= from && at < to;
}

/** The question with the most runs first; of equally many the one that was asked last. */
function byRequest(past: readonly PastInvestigation[]) {
  const groups = Map.groupBy(past, ({ request }) => request);
  return [...groups]
    .map(([request, runs]) => ({ request, runs, last: runs.at(-1)?.startedAt ?? 0 }))
    .toSorted((a, b) => b.runs.length - a.runs.length || b.last - a.last);
}

function failureOf({ startedAt, cause }: PastInvestigation): Failure {
  return { at: startedAt, ...(cause !== undefined && { cause }) };
}
