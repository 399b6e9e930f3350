import type { Evidence } from '../evidence.ts';
import type { FactKind, FactOf, KubernetesEvent, Observation, QueueState, StreamPort } from '../observation.ts';
import type { ReadStamp } from './clocks.ts';
import { LONGEST_DELIVERY_MS } from './delivery.ts';
import { type Bracket, type Denial, isApart, type Moment, narrow } from './moment.ts';
import { heldSince, stalledMs } from './stalls.ts';
import { lastWatched, missing } from './unseen.ts';

/** What tells that a change has happened, and the cluster's stamp of it, where there is one. */
export interface Change<F> {
  readonly holds: (fact: F) => boolean;
  readonly stampOf: (fact: F) => number | undefined;
  /** Of that stamp, where it is not the control plane's. */
  readonly read?: ReadStamp;
  /** It is told so long after it happened at the most, where that was measured. */
  readonly lagMs?: number | undefined;
  /** That says when it happened. */
  readonly event?: Dated | undefined;
}

/** An event and when it happened. */
export interface Dated {
  readonly event: Observation<KubernetesEvent>;
  readonly at: Bracket | undefined;
}

/** A change that a watch reported and the cluster stamped: the watch brackets it, its stamp and its event narrow the bracket. */
export function bracket<K extends FactKind>(
  evidence: Evidence,
  kind: K,
  states: readonly Observation<FactOf<K>>[],
  controlPlane: ReadStamp,
  { holds, stampOf, read = controlPlane, lagMs, event }: Change<FactOf<K>>,
): Moment {
  const { zero } = evidence.subject;
  const index = states.findIndex(({ fact }) => holds(fact));
  const hit = states[index];
  if (!hit) return missing(evidence, kind, states.slice(-1), lastWatched(evidence, kind));
  const miss = states[index - 1];
  const seen = {
    earliest: miss ? Math.max(0, firstAt(evidence, kind, miss, hit, lagMs) - zero) : 0,
    latest: hit.at - zero,
  };
  // Who tells of it has seen it.
  const own = event ? { ...seen, latest: Math.min(seen.latest, event.event.at - zero) } : seen;
  const stamp = stampOf(hit.fact);
  const stamped = stamp === undefined ? undefined : read(stamp, 1_000);
  const narrowed = narrow(narrow(own, stamped), event?.at);
  const denied = denialOf(own, stamped, 'its stamp') ?? denialOf(own, event?.at, 'its event');
  const witnesses = [...(miss ? [miss] : []), hit, ...(event ? [event.event] : [])];
  return { state: 'reached', ...narrowed, witnesses, ...(denied && { denied }) };
}

function denialOf(own: Bracket, other: Bracket | undefined, by: Denial['by']): Denial | undefined {
  return other && isApart(own, other) ? { by, earliest: other.earliest, latest: other.latest } : undefined;
}

/** A watch that stood told of it as soon as it was measured to; else only what it told before bounds it. */
function firstAt(
  evidence: Evidence,
  kind: FactKind,
  miss: Observation,
  hit: Observation,
  lagMs: number | undefined,
): number {
  const wasBlind = evidence.gaps.some(
    ({ kinds, from, at }) => kinds.includes(kind) && from !== undefined && from < hit.at && at > miss.at,
  );
  const afterMiss = toldMs(evidence, miss.at, LONGEST_DELIVERY_MS);
  return wasBlind || lagMs === undefined ? afterMiss : Math.max(afterMiss, toldMs(evidence, hit.at, lagMs));
}

/** What was told at an instant may have been so long before: the bot's own stall comes on top, and what had waited since. */
function toldMs(evidence: Evidence, at: number, lagMs: number): number {
  return Math.min(at - stalledMs(evidence, at - LONGEST_STALL_MS, at), heldSince(evidence, at)) - lagMs;
}

const LONGEST_STALL_MS = 30_000;

/** The management API's statistics are refreshed every 5 s: no consumer there means that there was none 5 s ago. */
export function consumersAgeMs({ via }: QueueState): number {
  return via === 'management' ? 5_000 : 0;
}

/** A change seen by looking again and again. What was there at the first look came at some time since zero. */
export function polled<F extends QueueState | StreamPort>(
  evidence: Evidence,
  looks: readonly Observation<F>[],
  kind: F['kind'],
  holds: (fact: F) => boolean,
  ageMs: (fact: F) => number = () => 0,
): Moment {
  const { zero } = evidence.subject;
  const index = looks.findIndex(({ fact }) => holds(fact));
  const hit = looks[index];
  const misses = (hit ? looks.slice(0, index) : looks).map((look) => ({
    look,
    at: look.fact.sentAt - ageMs(look.fact),
  }));
  const miss = misses.toSorted((a, b) => b.at - a.at)[0];
  if (!hit) return missing(evidence, kind, miss ? [miss.look] : [], miss?.at);
  const earliest = miss ? Math.max(0, miss.at - zero) : 0;
  return { state: 'reached', earliest, latest: hit.at - zero, witnesses: miss ? [miss.look, hit] : [hit] };
}
