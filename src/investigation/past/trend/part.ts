import type { PhaseId } from '../../evidence.ts';
import { middleOfRuns } from '../lifetimes.ts';
import type { PastInvestigation } from '../past.ts';
import { type Middle, middleOf } from './best-split.ts';

/** Consecutive runs that have a total, taken together, and those among them that timed out. */
export interface Part {
  /** When the first and the last of them started, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly total: Middle;
  /** A phase that was never seen apart is absent. */
  readonly phases: Readonly<Partial<Record<PhaseId, Middle>>>;
  /** Runs before which the job's image had to be pulled, of those in which an event told. */
  readonly pulled: { readonly runs: number; readonly of: number };
}

export type TimedRun = PastInvestigation & { readonly totalMs: number };

/** In the order in which phases follow each other. */
export const phaseIds = [
  'configure',
  'job-creation',
  'scheduling',
  'container-start',
  'queue',
  'consumer',
  'metadata',
  'stream',
] as const satisfies readonly PhaseId[];

/** Runs whose consumer came: what never came has no total, and counts as longer than it was waited for. */
export function timedOf(runs: readonly PastInvestigation[]): readonly TimedRun[] {
  return runs.filter((run): run is TimedRun => run.totalMs !== undefined && Number.isFinite(run.totalMs));
}

/** Undefined for no runs. `all`: also those that got no consumer. */
export function partOf(all: readonly PastInvestigation[]): Part | undefined {
  const runs = timedOf(all);
  const [first] = runs;
  const last = runs.at(-1);
  const total = middleOfRuns(all);
  if (!first || !last || !total) return undefined;
  const told = runs.filter(({ imageCached }) => imageCached !== undefined);
  return {
    from: first.startedAt,
    to: last.startedAt,
    total,
    phases: phasesOf(runs),
    pulled: { runs: told.filter(({ imageCached }) => imageCached === false).length, of: told.length },
  };
}

export function phasesOf(runs: readonly PastInvestigation[]): Part['phases'] {
  const found: Partial<Record<PhaseId, Middle>> = {};
  for (const id of phaseIds) {
    const middle = middleOf(runs.flatMap(({ phases }) => phases[id] ?? []));
    if (middle) found[id] = middle;
  }
  return found;
}
