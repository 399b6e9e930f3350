import type { Spent } from '#lib/meter.ts';
import type { EnvironmentPart, Fact, FactKind, FactOf, Gap, Observation, PartKind } from './observation.ts';
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
  /** What it asked of each part; absent in evidence of earlier versions. Of what an earlier run of it asked nothing is known. */
  readonly bill?: readonly Spent[];
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
  /** Absent where no healthy run is remembered that looked at it. */
  readonly lastWorked?: LastWorked;
  /** The jobs of the runs just before, the newest first; absent in evidence of earlier versions. */
  readonly recent?: readonly PastRun[];
}

/** A job of an earlier run of the environment, of which the run could tell. */
export interface PastRun {
  /** ms since the epoch */
  readonly startedAt: number;
  readonly jobId: string;
  /** The rule's id, where the run named one; absent in evidence of earlier versions. */
  readonly cause?: string;
  /** It got its consumer, if late. False where the stack failed it, and not what was asked for. */
  readonly worked: boolean;
}

/** What an environment was made of in its last healthy run, whatever that had asked for. */
export interface LastWorked {
  /** When that run began, ms since the epoch. */
  readonly at: number;
  /** Kinds of which every part was seen. */
  readonly complete: readonly PartKind[];
  readonly parts: readonly WorkedPart[];
  /** When the first run since then began that was broken, this one not counted. */
  readonly firstFailureAt?: number;
}

export interface WorkedPart extends EnvironmentPart {
  /** In so many healthy runs in a row it was another than in the one before: it changes by itself. Absent for none. */
  readonly changes?: number;
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

/** Stretches that were not seen, this long all together, void nothing: one dropped connection is not the end of sight. */
const SHORT_MS = 3_000;
/** But for the end, which decides: what was true there must have been looked at there. */
const DECIDING_MS = 2_000;

/** Facts of this kind were watched for, and seen to the end, but for short stretches before it. */
export function wasSeen(evidence: Evidence, kind: FactKind): boolean {
  const watched = evidence.watches.some((watch) => watch.sees.includes(kind) && watch.ended === 'complete');
  const gaps = evidence.gaps.filter((gap) => gap.kinds.includes(kind) && !isFoundAgain(gap));
  const missed = gaps.filter((gap) => !isMadeGood(evidence, kind, gap));
  const missedMs = missed.reduce((sum, { from = Number.NEGATIVE_INFINITY, at }) => sum + at - from, 0);
  return watched && missedMs <= SHORT_MS && gaps.every(({ at }) => at <= evidence.endedAt - DECIDING_MS);
}

/** What a living job has come to is there to be seen when the bot is back; of one that may be over no more is taken as seen. */
function isFoundAgain({ reason, from }: Gap): boolean {
  return reason === 'bot-away' && from !== undefined;
}

/** What lasts is looked at anew after an outage: what was there before it is told if it has changed or gone meanwhile. */
function isMadeGood(evidence: Evidence, kind: FactKind, { probe, from }: Gap): boolean {
  if (from === undefined) return false;
  return observed(evidence, kind).some(({ probe: by, at, fact }) => by === probe && at < from && isThere(fact));
}

function isThere(fact: Fact): boolean {
  switch (fact.kind) {
    case 'pod-state':
      return fact.role !== 'cleanup' && !fact.deleted;
    case 'kubernetes-job-state':
      return fact.name.startsWith('grpc-job-') && fact.exists;
    case 'service-state':
      return fact.exists;
    default:
      return false;
  }
}

/**
 * What a run looked like, besides its verdict: by a stable name, a word or number that can be compared with other runs', such
 * as `pod.node`, `pod.labels`, `queue.consumers`, `record.jobs`. Times and ids are never in it.
 */
export type Signals = Readonly<Record<string, SignalValue>>;

export type SignalValue = string | number | boolean;

/** A healthy run of the same environment, as far as it can be compared with. */
export interface HealthyRun {
  readonly investigation: string;
  /** ms since the epoch */
  readonly startedAt: number;
  readonly signals: Signals;
}

/** What is usual for one question, from earlier healthy investigations of an environment. */
export interface Baseline {
  /** How many runs it is from. */
  readonly runs: number;
  /** ms since the epoch: the oldest of them. */
  readonly since: number;
  /** All of them with the image on the node already, or all without; absent where it is of either. */
  readonly imageCached?: boolean;
  readonly total?: Usually;
  readonly phases: Readonly<Partial<Record<PhaseId, Usually>>>;
}

/** ms */
export interface Usually {
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
  /** Runs in which it was seen. */
  readonly runs: number;
}

export type PhaseId =
  | 'configure'
  | 'job-creation'
  | 'scheduling'
  | 'container-start'
  | 'queue'
  | 'consumer'
  | 'metadata'
  | 'stream';
