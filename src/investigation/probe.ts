import type { Hints } from './hints.ts';
import type { Fact, FactKind, Gap, GapReason, PartialGap } from './observation.ts';
import type { Readiness, Subject } from './subject.ts';

/**
 * A read-only witness of one part of the stack. It yields facts as they become known, ends when there is no more
 * to see, stops quietly on the signal, never retries in silence and never judges. What it throws becomes a gap;
 * what it yielded before is kept.
 */
export interface Probe {
  readonly id: string;
  readonly sees: readonly FactKind[];
  /**
   * job: asked where there is one · environment: always · all-jobs: where nobody asks about one job · birth: where the answer of
   * configure does not tell whether there is one.
   */
  readonly about: 'job' | 'environment' | 'all-jobs' | 'birth';
  /** The investigation's question is answered when this probe ends, or says so, where what it sees is what counts. */
  readonly answers?: Readiness;
  /** It gives the answers their meaning: no investigation of a job ends before it has. Its time-outs are its own. */
  readonly beforeVerdict?: true;
  /** Without a job it is one look, soon over: then the investigation waits for these alone. */
  readonly once?: true;
  /** A watched job costs as little as it can: then it looks only where what counts is late, or not at all. */
  readonly ofWatched?: 'when-late' | 'never';
  /** It tells of the bot itself: always asked, as long as the others look, and waited for by nobody. */
  readonly beside?: true;
  /** `hints`: what the others have seen meanwhile; without them it looks as often as it would alone. */
  watch(subject: Subject, signal: AbortSignal, hints?: Hints): AsyncIterable<Sighting>;
}

/**
 * A fact with the moment it was learned, a part of what the probe sees that it cannot see while the rest goes on, or that the
 * question is answered and it only looks on.
 */
export type Sighting =
  | { readonly at: number; readonly fact: Fact }
  | { readonly at: number; readonly gap: PartialGap }
  | { readonly at: number; readonly isAnswered: true };

/** Thrown by a probe that cannot see: the reason and the words of its gap, and what mends it where that is the bot's own. */
export class BlindError extends Error {
  readonly reason: GapReason;
  readonly mend?: string;

  constructor(reason: GapReason, detail: string, { mend, ...options }: ErrorOptions & Pick<Why, 'mend'> = {}) {
    super(detail, options);
    this.name = 'BlindError';
    this.reason = reason;
    if (mend !== undefined) this.mend = mend;
  }
}

/** The gap that it makes, without the kinds of facts that are missing. */
export function whyOf({ reason, message, mend }: BlindError): Why {
  return { reason, detail: message, ...(mend !== undefined && { mend }) };
}

/** One question to one server: its answer, or why there was none. */
export type Look<T> =
  | { readonly kind: 'seen'; readonly value: T }
  | { readonly kind: 'unreachable'; readonly detail: string };

/** Why something was not seen. */
export type Why = Pick<Gap, 'reason' | 'detail' | 'mend'>;
