import { survival } from '#lib/kaplan-meier.ts';
import type { PhaseId } from '../evidence.ts';
import { lifetimesOf, middleOfRuns } from './lifetimes.ts';
import type { PastInvestigation } from './past.ts';
import { type Middle, middleOf } from './trend/best-split.ts';
import { phaseIds } from './trend/part.ts';

/** A run of a series that has come to its end. */
export interface SeriesRun {
  /** 1 is the first. */
  readonly nth: number;
  readonly line: PastInvestigation;
}

/** healthy, and slow: its consumer came · failed: it did not · silent: it says nothing of the stack. */
export type SeriesOutcome = 'healthy' | 'slow' | 'failed' | 'silent';

/** How the same question was answered several times in a row. Pure from its runs. */
export interface Series {
  /** In the order in which they were asked for. */
  readonly runs: readonly SeriesRun[];
  readonly counts: Readonly<Record<SeriesOutcome, number>>;
  /** Of those that say something of the stack: how many got their consumer. */
  readonly came: number;
  readonly of: number;
  /** Absent where no consumer came. */
  readonly total?: Middle;
  /** In the order in which they follow each other; those that were seen apart. */
  readonly phases: readonly PhaseSpread[];
  /** Of those with a consumer. */
  readonly slowest?: SeriesRun;
  /** The most frequent cause first. */
  readonly failures: readonly SeriesFailure[];
  /** By when which share had its consumer: a step for each time. */
  readonly curve: readonly { readonly ms: number; readonly share: number }[];
}

/** ms */
export interface PhaseSpread {
  readonly id: PhaseId;
  readonly fastest: number;
  readonly median: number;
  readonly slowest: number;
  readonly runs: number;
}

export interface SeriesFailure {
  /** The id of the rule that names it. */
  readonly cause?: string;
  readonly runs: readonly SeriesRun[];
}

export function outcomeOf({ line: { verdict, standing } }: SeriesRun): SeriesOutcome {
  if (standing === 'request' || standing === 'blind' || verdict === 'inconclusive') return 'silent';
  if (verdict === 'broken') return 'failed';
  return verdict === 'degraded' ? 'slow' : 'healthy';
}

export function findSeries(ended: readonly SeriesRun[]): Series {
  const runs = ended.toSorted((one, other) => one.nth - other.nth);
  const outcomes = Map.groupBy(runs, outcomeOf);
  const countOf = (outcome: SeriesOutcome) => outcomes.get(outcome)?.length ?? 0;
  const counts = {
    healthy: countOf('healthy'),
    slow: countOf('slow'),
    failed: countOf('failed'),
    silent: countOf('silent'),
  };
  const telling = runs.filter((run) => outcomeOf(run) !== 'silent');
  const lines = telling.map(({ line }) => line);
  const came = counts.healthy + counts.slow;
  const total = middleOfRuns(lines);
  const slowest = slowestOf(telling);
  return {
    runs,
    counts,
    came,
    of: came + counts.failed,
    ...(total && { total }),
    phases: phaseIds.flatMap((id) => spreadOf(id, lines)),
    ...(slowest && { slowest }),
    failures: causesOf(outcomes.get('failed') ?? []),
    curve: survival(lifetimesOf(lines)).map(({ ms, left }) => ({ ms, share: 1 - left })),
  };
}

function slowestOf(runs: readonly SeriesRun[]): SeriesRun | undefined {
  return runs
    .filter(({ line }) => line.totalMs !== undefined)
    .toSorted((one, other) => (other.line.totalMs ?? 0) - (one.line.totalMs ?? 0))[0];
}

function spreadOf(id: PhaseId, lines: readonly PastInvestigation[]): readonly PhaseSpread[] {
  const times = lines.flatMap(({ phases }) => phases[id] ?? []);
  const middle = middleOf(times);
  if (!middle) return [];
  const { median, runs } = middle;
  return [{ id, fastest: Math.min(...times), median, slowest: Math.max(...times), runs }];
}

/** The most frequent first. */
export function causesOf(runs: readonly SeriesRun[]): readonly SeriesFailure[] {
  return [...Map.groupBy(runs, ({ line }) => line.cause)]
    .map(([cause, those]) => ({ ...(cause !== undefined && { cause }), runs: those }))
    .toSorted((one, other) => other.runs.length - one.runs.length);
}

/** Of a normal value: 95 % lie within it on either side. */
const Z = 1.96;

/** Between which shares the true one lies, 19 times in 20, where so many of so many did: Wilson's interval (1927). */
export function trueShare(did: number, of: number): { readonly from: number; readonly to: number } {
  const share = did / of;
  const middle = share + Z ** 2 / (2 * of);
  const half = Z * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2));
  const scale = 1 + Z ** 2 / of;
  return { from: Math.max(0, (middle - half) / scale), to: Math.min(1, (middle + half) / scale) };
}
