import type { PhaseId } from '../evidence.ts';
import type { Found } from '../finding.ts';
import { moment, passedLimits, span } from '../say.ts';
import { isSlow, type Timeline } from '../timeline/timeline.ts';
import { usually } from '../timeline/usual.ts';

/** What the finding says besides the times; `what` took so long. */
export interface SlowWords extends Pick<Found, 'confidence' | 'remedy' | 'refuter'> {
  readonly what: string;
  readonly commands: readonly string[];
}

/** The consumer came late, and this phase is the one that took most beyond what is usual for it. */
export function slowPhase(timeline: Timeline, ids: readonly PhaseId[], words: SlowWords): Found | undefined {
  const ready = timeline.milestones['consumer-ready'];
  const { limits } = timeline.evidence.subject;
  if (ready.state !== 'reached' || ready.earliest <= limits.consumerGoodMs) return undefined;
  const worst = slowest(timeline);
  if (!worst?.covers.every((id) => ids.includes(id))) return undefined;
  const start = worst.from === 'zero' ? undefined : timeline.milestones[worst.from];
  const end = timeline.milestones[worst.to];
  const { what, ...rest } = words;
  return {
    summary: `${what} took ${span(worst.took)}, ${usually(worst.usual)}, so the consumer came after ${moment(ready)} (${passedLimits(ready.earliest, limits)})`,
    because: [start, end, ready].flatMap((at) => (at?.state === 'reached' ? at.witnesses : [])),
    ...rest,
  };
}

function slowest({ phases }: Timeline) {
  const excess = (phase: (typeof phases)[number]) => phase.took.atLeast - phase.usual.toMs;
  return phases.filter(isSlow).sort((a, b) => excess(b) - excess(a))[0];
}
