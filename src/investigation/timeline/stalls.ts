import { type Evidence, observed } from '../evidence.ts';
import type { Fact, Gap, GapReason, Observation } from '../observation.ts';

/** How long the bot itself could not work between two instants, ms. */
export function stalledMs(evidence: Evidence, from: number, to: number): number {
  const stretches = observed(evidence, 'bot-stall').map(({ fact }) => fact);
  // Several witnesses may tell of one stall.
  return longest(stretches.map((stall) => Math.min(to, stall.to) - Math.max(from, stall.from)));
}

/** What was told at an instant may have waited since then: what a stall held back is worked off in no longer than it lasted. */
export function heldSince(evidence: Evidence, at: number): number {
  const held = observed(evidence, 'bot-stall')
    .map(({ fact }) => fact)
    .filter(({ from, to }) => from < at && at < to + Math.min(to - from, AGAIN_MS));
  return Math.min(at, ...held.map(({ from }) => from));
}

/** However long it lasted. */
const AGAIN_MS = 2_000;

function longest(lengths: readonly number[]): number {
  return Math.max(0, ...lengths);
}

/** The same of the answer of configure, which comes before anything else is looked at. */
export function configureStalledMs(evidence: Evidence): number {
  const { configure } = evidence.subject;
  if (!configure) return 0;
  return Math.max(configure.stalledMs ?? 0, stalledMs(evidence, configure.sentAt, configure.answeredAt));
}

/** A question that was under way when the bot stalled, or soon after, when all that had waited was worked off. */
const AROUND_MS = 1_500;
/** A look that does not say when it began had at most so much patience. */
const PATIENCE_MS = 5_000;
/** Whoever turns the bot away has answered, however slow the bot is. */
const ANSWERED = /ECONNREFUSED|connection refused|ENOTFOUND|certificate/i;
const LOST: readonly GapReason[] = ['timed-out', 'unreachable', 'cut-short', 'failed'];

/**
 * The evidence without what failed while the bot could not work: such a time-out says nothing about the stack, so it is
 * something that was not seen. Evidence without a stall is the same.
 */
export function withoutOwnFailures(evidence: Evidence): Evidence {
  if (observed(evidence, 'bot-stall').length === 0) return evidence;
  const isOwn = (from: number, to: number) => stalledMs(evidence, from - AROUND_MS, to + AROUND_MS) > 0;
  const own = evidence.observations.filter(
    ({ at, fact }) => isLost(fact) && isOwn('sentAt' in fact ? fact.sentAt : at - PATIENCE_MS, at),
  );
  if (own.length === 0 && evidence.gaps.length === 0) return evidence;
  const kept = new Set(own);
  return {
    ...evidence,
    observations: evidence.observations.filter((observation) => !kept.has(observation)),
    gaps: [
      ...evidence.gaps.map((gap) =>
        LOST.includes(gap.reason) && !ANSWERED.test(gap.detail) && isOwn((gap.from ?? gap.at) - PATIENCE_MS, gap.at)
          ? stalled(gap)
          : gap,
      ),
      ...own.map(gapOf),
    ],
  };
}

/** Nothing came back. */
function isLost(fact: Fact): boolean {
  if (!('detail' in fact) || ANSWERED.test(fact.detail)) return false;
  switch (fact.kind) {
    case 'metadata-answer':
    case 'control-answer':
      return fact.answer === 'network-error' && fact.status === undefined;
    case 'ack-answer':
      return !fact.ok && fact.status === undefined;
    case 'broker-state':
    case 'database-state':
      return !fact.reachable;
    case 'stream-port':
      return !fact.open;
    default:
      return false;
  }
}

/** One failed look among others: the kind was seen before and after it. */
function gapOf({ at, probe, fact }: Observation): Gap {
  const detail = 'detail' in fact ? fact.detail : '';
  return { ...stalled({ at, probe, kinds: [fact.kind], reason: 'timed-out', detail }), from: at };
}

function stalled(gap: Gap): Gap {
  return { ...gap, reason: 'bot-stalled', detail: `the bot itself could not work at that time (${gap.detail})` };
}
