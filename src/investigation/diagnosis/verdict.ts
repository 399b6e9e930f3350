import type { Finding, Verdict } from '../finding.ts';
import { wasNoneMade } from '../rules/configure-unanswered.ts';
import { kindOf } from '../subject.ts';
import { awayFrom, isCutShort } from '../timeline/away.ts';
import { consumerGone } from '../timeline/metadata-answers.ts';
import { whatCounts } from '../timeline/ready.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** Where the moment's interval straddles a limit, the doubt is in the stack's favour, if somebody looked then. `found`: all that can be a cause. */
export function judge(timeline: Timeline, found: readonly Finding[], cause: Finding | undefined): Verdict {
  if (kindOf(timeline.evidence.subject) === 'environment') return ofEnvironment(cause);
  const ready = timeline.milestones['consumer-ready'];
  const { consumerGoodMs, consumerFailMs } = timeline.evidence.subject.limits;
  if (cause && !isProven(timeline) && found.every(({ rule }) => rule.blames === 'path')) return 'inconclusive';
  if (ready.state === 'reached') {
    if (consumerGone(timeline.evidence)) return cause?.rule.blames === 'stack' ? 'broken' : 'inconclusive';
    if (ready.earliest <= consumerGoodMs && !cause) return isArrivalUnseen(timeline) ? 'inconclusive' : 'healthy';
    if (ready.earliest <= consumerGoodMs) return 'degraded';
    return ready.earliest <= consumerFailMs ? 'degraded' : 'broken';
  }
  if (ready.state === 'not-reached') {
    // It said so before the limit, and nothing that tells from then on.
    const isOver =
      ready.after >= consumerFailMs ||
      (!isCutShort(timeline.evidence) && timeline.endedMs >= consumerFailMs && cause?.rule.blames === 'stack');
    return isOver || cause?.rule.final ? 'broken' : 'inconclusive';
  }
  if (!cause && isTurnedAway(timeline)) return 'broken';
  return cause?.rule.blames === 'stack' ? 'broken' : 'inconclusive';
}

/** What decides it happened while nobody looked: no cause is wanted then. */
export function isDecidedUnseen(timeline: Timeline): boolean {
  return isArrivalUnseen(timeline) || isCutShort(timeline.evidence);
}

/** The consumer came while nobody looked, in time or not: neither the broker nor the job's own log tells. */
export function isArrivalUnseen(timeline: Timeline): boolean {
  const attached = timeline.milestones['consumer-attached'];
  const { consumerGoodMs } = timeline.evidence.subject.limits;
  return cameWhileAway(timeline) && !(attached.state === 'reached' && attached.latest <= consumerGoodMs);
}

/** Nobody looked whether it was there between the limit for it and when it was. */
export function cameWhileAway({ milestones, evidence }: Timeline): boolean {
  const ready = milestones['consumer-ready'];
  const { zero, limits } = evidence.subject;
  if (ready.state !== 'reached' || ready.latest <= limits.consumerGoodMs) return false;
  const away = awayFrom(evidence, whatCounts(evidence).kind);
  return away.some(({ from, to }) => from - zero < ready.latest && to - zero > ready.earliest);
}

function ofEnvironment(cause: Finding | undefined): Verdict {
  if (!cause) return 'healthy';
  if (cause.rule.blames === 'path') return 'inconclusive';
  return cause.rule.blames === 'stack' ? 'broken' : 'degraded';
}

/**
 * Focus Server itself said that there was no consumer in time. Then the way there did work, so no blindness is the cause:
 * it is why the cause could not be seen.
 */
export function isProven({ milestones, evidence }: Timeline): boolean {
  const ready = milestones['consumer-ready'];
  const { consumerGoodMs, consumerFailMs } = evidence.subject.limits;
  if (ready.state === 'reached') return ready.earliest > consumerGoodMs;
  return ready.state === 'not-reached' && ready.after >= consumerFailMs;
}

/** Focus Server's address answered configure with a failure of the server's own: whatever the cause, there are no jobs now. */
function isTurnedAway(timeline: Timeline): boolean {
  const { configure } = timeline.evidence.subject;
  if (!configure || (configure.status ?? 0) < 500) return false;
  return configure.outcome === 'refused' || (configure.outcome === 'unanswered' && wasNoneMade(timeline));
}
