import type { Observation } from '../observation.ts';
import type { MilestoneId } from './milestone-ids.ts';

/**
 * When something happened, as an interval in ms after zero. A poll brackets it: (last miss, first hit]; a whole-second
 * stamp means [t, t + 1 s). What never happened is "after the last look that missed it", never dropped, never clamped.
 */
export type Moment =
  | {
      readonly state: 'reached';
      readonly earliest: number;
      readonly latest: number;
      readonly witnesses: Witnesses;
      /** What says otherwise, so that both cannot be true. */
      readonly denied?: Denial;
    }
  | { readonly state: 'not-reached'; readonly after: number; readonly witnesses: Witnesses }
  | { readonly state: 'not-seen'; readonly why: string };

type Witnesses = readonly Observation[];

/** Another witness, or a moment that cannot be after it, ms after zero. */
export interface Denial extends Bracket {
  readonly by: 'its stamp' | 'its event' | MilestoneId;
}

/** A length of time between two moments, ms. `atMost: undefined` means it had not ended when last seen. */
export interface Span {
  readonly atLeast: number;
  readonly atMost?: number;
}

/** How long it took from one moment to the other; undefined where either was not seen or the first never came. */
export function between(from: Moment, to: Moment): Span | undefined {
  if (from.state !== 'reached') return undefined;
  if (to.state === 'reached')
    return { atLeast: Math.max(0, to.earliest - from.latest), atMost: Math.max(0, to.latest - from.earliest) };
  if (to.state === 'not-reached') return { atLeast: Math.max(0, to.after - from.latest) };
  return undefined;
}

/**
 * The part that one's own bracket and another witness agree on. Where they do not: what happened before it was noticed
 * was noticed late, so both are kept; what is said to come after it was noticed is another clock's jump, and is not.
 */
export function narrow(own: Bracket, other: Bracket | undefined): Bracket {
  if (!other || other.earliest > own.latest) return { earliest: own.earliest, latest: own.latest };
  const earliest = other.latest < own.earliest ? Math.max(0, other.earliest) : Math.max(own.earliest, other.earliest);
  return { earliest, latest: other.latest < own.earliest ? own.latest : Math.min(own.latest, other.latest) };
}

/** Closer than that, clocks that are read to the hundredth agree. */
const AGREED_MS = 250;

/** The two cannot both be true. */
export function isApart(one: Bracket, other: Bracket): boolean {
  return other.earliest > one.latest + AGREED_MS || one.earliest > other.latest + AGREED_MS;
}

/** ms after zero. */
export interface Bracket {
  readonly earliest: number;
  readonly latest: number;
}
