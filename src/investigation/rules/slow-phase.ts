import type { PhaseId } from '../evidence.ts';
import type { Found } from '../finding.ts';
import { moment, passedLimits, plainly, plainlyAtLeast, span } from '../say.ts';
import { between, type Moment } from '../timeline/moment.ts';
import { whatCounts } from '../timeline/ready.ts';
import { isSlow, type Phase, type Timeline } from '../timeline/timeline.ts';
import { usually } from '../timeline/usual.ts';

/** What the finding says besides the times; `what` took so long. */
export interface SlowWords extends Pick<Found, 'confidence' | 'remedy' | 'refuter' | 'unexplained'> {
  readonly what: string;
  /** What came late, for the headline: `starting the pod`. */
  readonly part: string;
  readonly commands: readonly string[];
}

/**
 * The consumer came late, and this phase is the one that took most beyond what is usual for it; where none did, the one that
 * took most of the time by far. A phase that covers several is of the rule that has the `leading` one.
 */
export function slowPhase(
  timeline: Timeline,
  ids: readonly PhaseId[],
  words: SlowWords,
  leading?: PhaseId,
): Found | undefined {
  const ready = timeline.milestones['consumer-ready'];
  const { limits } = timeline.evidence.subject;
  if (ready.state === 'not-reached') return unfinished(timeline, ids, words) ?? alreadySlow(timeline, ids, words);
  if (ready.state !== 'reached' || ready.earliest <= limits.consumerGoodMs) return undefined;
  const worst = slowest(timeline) ?? longest(timeline, ids, ready.latest);
  if (!worst?.covers.every((id) => ids.includes(id))) return undefined;
  if (leading !== undefined && !worst.covers.includes(leading)) return undefined;
  const start = worst.from === 'zero' ? undefined : timeline.milestones[worst.from];
  const end = timeline.milestones[worst.to];
  const { what, part, ...rest } = words;
  const { thing } = whatCounts(timeline.evidence);
  const isMost = isSlow(worst) || worst.took.atLeast > MOST_OF * ready.latest;
  return {
    headline: `${thing} only after ${plainly(ready.latest)}: ${part} took ${plainly(worst.took.atMost ?? worst.took.atLeast)}`,
    summary: `${what} took ${span(worst.took)}, ${usually(worst.usual)}, so the ${thing} came after ${moment(ready)} (${passedLimits(ready.earliest, limits)})`,
    because: [start, end, ready].flatMap((at) => (at?.state === 'reached' ? at.witnesses : [])),
    ...rest,
    ...(!isMost && { confidence: 'possible' as const }),
  };
}

/** There is no consumer, and this phase was still going on, longer than is usual: it may be slow, or never end. */
function unfinished(timeline: Timeline, ids: readonly PhaseId[], words: SlowWords): Found | undefined {
  const { phases, milestones } = timeline;
  const last = phases.at(-1);
  if (!last || last.took.atMost !== undefined || !isSlow(last)) return undefined;
  // Past the limit only a pod that never came up is still on its way.
  if (isPastLimit(timeline) && !OF_THE_POD.includes(last.id)) return undefined;
  if (!last.covers.some((id) => ids.includes(id))) return undefined;
  const { what, part, ...rest } = words;
  const end = milestones[last.to];
  const start = last.from === 'zero' ? undefined : milestones[last.from];
  return {
    ...rest,
    confidence: 'possible',
    headline: `${part} was not finished after ${plainlyAtLeast(last.took.atLeast)}`,
    summary: `${what} was not done after ${span(last.took).replace('> ', '')}, ${usually(last.usual)}, and may only be slow`,
    because: [start, end].flatMap((at) => (at === undefined || at.state === 'not-seen' ? [] : at.witnesses)),
  };
}

/** There is no consumer, and a phase that is done took longer than any other beyond what is usual. */
function alreadySlow(timeline: Timeline, ids: readonly PhaseId[], words: SlowWords): Found | undefined {
  const worst = slowest(timeline);
  const end = worst && timeline.milestones[worst.to];
  if (!worst || end?.state !== 'reached' || !worst.covers.every((id) => ids.includes(id))) return undefined;
  const { what, part, ...rest } = words;
  return {
    ...rest,
    confidence: 'possible',
    headline: `${part} took ${plainly(worst.took.atMost ?? worst.took.atLeast)}`,
    summary: `${what} took ${span(worst.took)}, ${usually(worst.usual)}, and what comes after it may only be late`,
    because: end.witnesses,
  };
}

const OF_THE_POD: readonly PhaseId[] = ['job-creation', 'scheduling', 'container-start'];

function isPastLimit({ milestones, evidence }: Timeline): boolean {
  const ready = milestones['consumer-ready'];
  return ready.state === 'not-reached' && ready.after >= evidence.subject.limits.consumerFailMs;
}

function slowest({ phases }: Timeline): Phase | undefined {
  const excess = (phase: Phase) => phase.took.atLeast - phase.usual.toMs;
  return phases.filter(isSlow).sort((a, b) => excess(b) - excess(a))[0];
}

/** Phases each within what is usual for it can be late together: then those of the rule, where they took most of the time. */
function longest({ phases, milestones }: Timeline, ids: readonly PhaseId[], totalMs: number): Phase | undefined {
  const own = phases.filter(({ covers }) => covers.every((id) => ids.includes(id)));
  const [first] = own;
  const last = own.at(-1);
  if (!first || !last) return undefined;
  const start: Moment = first.from === 'zero' ? ZERO : milestones[first.from];
  const took = between(start, milestones[last.to]);
  const usual = sumOf(own);
  if (!took || took.atLeast <= SOME_OF * totalMs) return undefined;
  // As slow as that by nature, as history knows it.
  if (own.some((phase) => phase.usual.runs !== undefined) && took.atLeast <= usual.toMs) return undefined;
  return {
    ...last,
    from: first.from,
    covers: own.flatMap((phase) => phase.covers),
    took,
    usual,
    slowAboveMs: Number.POSITIVE_INFINITY,
  };
}

function sumOf(phases: readonly Phase[]): Phase['usual'] {
  const sum = (of: (phase: Phase) => number) => phases.reduce((total, phase) => total + of(phase), 0);
  const runs = phases.flatMap(({ usual }) => usual.runs ?? []);
  return {
    fromMs: sum(({ usual }) => usual.fromMs),
    toMs: sum(({ usual }) => usual.toMs),
    ...(runs.length === phases.length && { runs: Math.min(...runs) }),
  };
}

const ZERO: Moment = { state: 'reached', earliest: 0, latest: 0, witnesses: [] };

/** So much of the time is most of it, and makes it likely; less is only part of it. */
const MOST_OF = 0.5;
const SOME_OF = 0.25;
