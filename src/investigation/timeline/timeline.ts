import type { Evidence, PhaseId } from '../evidence.ts';
import { type Readiness, readinessOf } from '../subject.ts';
import { withoutAfterlife } from './away.ts';
import { withConsumersClock } from './consumer-clock.ts';
import type { MilestoneId } from './milestone-ids.ts';
import { findMilestones, type Milestones } from './milestones.ts';
import { between, type Moment, type Span } from './moment.ts';
import { withoutDefect } from './ready.ts';
import { withoutOwnFailures } from './stalls.ts';
import { slowAboveMs, type Usual, usualOf } from './usual.ts';

/** Evidence in order, cut into phases. Every time is ms after zero, the instant configure was sent. */
export interface Timeline {
  readonly evidence: Evidence;
  readonly milestones: Milestones;
  readonly phases: readonly Phase[];
  /** From zero to the end of the investigation. */
  readonly endedMs: number;
}

/** How long something took, give or take: the middle of its interval. */
export interface Share {
  readonly ms: number;
  readonly plusMinusMs: number;
}

/** The stretch between two milestones. A milestone that nobody saw, or saw only missing before a later one was reached, is skipped. */
export interface Phase {
  readonly id: PhaseId;
  readonly from: MilestoneId | 'zero';
  readonly to: MilestoneId;
  /** The id's of all phases inside, in order: more than one where a milestone between was not seen. */
  readonly covers: readonly PhaseId[];
  readonly took: Span;
  /** Its part of the whole way, which these parts add up to; absent where it has not ended. */
  readonly share?: Share;
  readonly usual: Usual;
  /** Longer than this it is slow, ms; at least the end of what is documented as usual. */
  readonly slowAboveMs: number;
}

type Endings = readonly (readonly [PhaseId, MilestoneId])[];

const toContainer: Endings = [
  ['configure', 'configured'],
  ['job-creation', 'pod-created'],
  ['scheduling', 'pod-scheduled'],
  ['container-start', 'container-started'],
];
const toConsumer: Endings = [...toContainer, ['queue', 'queue-created'], ['consumer', 'consumer-attached']];

/**
 * Each phase ends with its milestone and begins with the one before it, the last with what counts as there. The queue and its
 * consumer are no part of the way to the stream's port.
 */
const endings: Readonly<Record<Readiness, Endings>> = {
  metadata: [...toConsumer, ['metadata', 'metadata-answers']],
  queue: toConsumer,
  stream: [...toContainer, ['stream', 'stream-open']],
};

export function buildTimeline(seen: Evidence): Timeline {
  const evidence = withConsumersClock(withoutAfterlife(withoutOwnFailures(withoutDefect(seen))));
  const milestones = findMilestones(evidence);
  return {
    evidence,
    milestones,
    phases: cutPhases(milestones, evidence),
    endedMs: evidence.endedAt - evidence.subject.zero,
  };
}

function cutPhases(milestones: Milestones, { subject, background }: Evidence): readonly Phase[] {
  const baseline = background?.usual;
  // The zero of a job that somebody else started is after its configure.
  const ends = endings[readinessOf(subject)].filter(([id]) => id !== 'configure' || subject.configure);
  const phases: Phase[] = [];
  let from: MilestoneId | 'zero' = 'zero';
  let start: Moment = { state: 'reached', earliest: 0, latest: 0, witnesses: [] };
  let covers: PhaseId[] = [];
  let cameMs = 0;
  for (const [index, [id, to]] of ends.entries()) {
    covers = [...covers, id];
    const end = milestones[to];
    const took = between(start, end);
    const passed = ends.slice(index + 1).some(([, later]) => milestones[later].state === 'reached');
    if (!took || (end.state !== 'reached' && passed)) continue;
    const share = end.state === 'reached' && shareOf(cameMs, start, end);
    cameMs = share ? Math.max(cameMs, middleOf(end)) : cameMs;
    const limits = { usual: usualOf(covers, baseline), slowAboveMs: slowAboveMs(covers, baseline) };
    phases.push({ id, from, to, covers, took, ...(share && { share }), ...limits });
    if (end.state !== 'reached') break;
    from = to;
    start = end;
    covers = [];
  }
  return phases;
}

/** What went on beside something that took longer was not waited for. */
function shareOf(cameMs: number, start: Moment, end: Reached): Share {
  const widthMs = start.state === 'reached' ? start.latest - start.earliest : 0;
  return { ms: Math.max(0, middleOf(end) - cameMs), plusMinusMs: (widthMs + end.latest - end.earliest) / 2 };
}

type Reached = Extract<Moment, { state: 'reached' }>;

function middleOf({ earliest, latest }: Reached): number {
  return (earliest + latest) / 2;
}

/** From zero until the job was there; undefined where it never was. */
export function wholeWay({ milestones }: Timeline): Share | undefined {
  const ready = milestones['consumer-ready'];
  if (ready.state !== 'reached') return undefined;
  return { ms: middleOf(ready), plusMinusMs: (ready.latest - ready.earliest) / 2 };
}

/** Of phases joined into one it is not known which took it, nor of one that is less than the doubt about its ends. */
export function isApart({ covers, share }: Pick<Phase, 'covers' | 'share'>): boolean {
  if (covers.length > 1) return false;
  return share === undefined || share.plusMinusMs < Math.max(share.ms, LEAST_DOUBT_MS);
}

/** As finely as polling sees at its calmest. */
const LEAST_DOUBT_MS = 250;

/** How much of the way cannot be told apart. */
export function unexplainedMs({ phases }: Timeline): number {
  return phases.reduce((sum, phase) => sum + (isApart(phase) ? 0 : (phase.share?.ms ?? 0)), 0);
}

/** The phase took clearly longer than is usual, whatever the uncertainty of its ends. */
export function isSlow({ took, slowAboveMs }: Phase): boolean {
  return took.atLeast > slowAboveMs;
}
