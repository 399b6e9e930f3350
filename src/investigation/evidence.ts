import type { FactKind, FactOf, Gap, Observation } from './observation.ts';
import type { Baseline } from './past.ts';
import type { HealthyRun } from './signals.ts';
import type { Subject } from './subject.ts';

/** Everything an investigation saw and could not see: plain data, judged again at any time by `explain()`. */
export interface Evidence {
  readonly version: 1;
  readonly subject: Subject;
  /** ms since the epoch. */
  readonly endedAt: number;
  readonly observations: readonly Observation[];
  readonly gaps: readonly Gap[];
  /** What each probe was set to see, and how its watch ended. */
  readonly watches: readonly Watch[];
  /** What was known and usual before, as history had it when this investigation ended. */
  readonly background?: Background;
}

/** What earlier investigations of the environment have logged, and how long the healthy ones took. */
export interface Background {
  /** How many of them are remembered. */
  readonly investigations: number;
  /** Signatures of the errors of this evidence that one of them had too. */
  readonly knownErrors: readonly string[];
  /** What is usual for this request; absent where too few healthy runs tell. */
  readonly usual?: Baseline;
  /** The last healthy runs of the same question, the newest first; absent in evidence of earlier versions. */
  readonly healthy?: readonly HealthyRun[];
}

export interface Watch {
  readonly probe: string;
  readonly sees: readonly FactKind[];
  readonly from: number;
  readonly to: number;
  /** complete: saw all there was, or watched to the end of the investigation · failed: see its gap. */
  readonly ended: 'complete' | 'failed';
}

/** Observations of one kind, in the order of learning. Evidence is read only: it is sorted by kind once, whoever asks. */
export function observed<K extends FactKind>(evidence: Evidence, kind: K): readonly Observation<FactOf<K>>[] {
  const known = byKind.get(evidence) ?? Map.groupBy(evidence.observations, ({ fact }) => fact.kind);
  byKind.set(evidence, known);
  return (known.get(kind) ?? []) as readonly Observation<FactOf<K>>[];
}

const byKind = new WeakMap<Evidence, ReadonlyMap<FactKind, readonly Observation[]>>();

/** Facts of this kind were watched for, and seen to the end. */
export function wasSeen(evidence: Evidence, kind: FactKind): boolean {
  const watched = evidence.watches.some((watch) => watch.sees.includes(kind) && watch.ended === 'complete');
  return watched && !evidence.gaps.some((gap) => gap.kinds.includes(kind));
}
