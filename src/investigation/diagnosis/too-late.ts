import { observed } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { whenHappened } from '../log-reading/order.ts';
import type { Fact, Observation } from '../observation.ts';
import { kindOf } from '../subject.ts';
import { clusterClock } from '../timeline/clocks.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { isProven } from './verdict.ts';

/**
 * A cause does not begin after its symptom. The symptom is complete when the limit for a consumer is up, or when a late
 * consumer has come; a finding of which every proof began after that is no cause. A log line began when it was written, an
 * event when Kubernetes first saw it. A state that is looked at now and then began later only where an earlier look, before
 * the symptom was complete, saw another one: the first look at something tells of all the time before it.
 * Nothing is too late for a job that was there before the bot looked: nobody saw when its symptom began.
 */
export function beganTooLate(timeline: Timeline): (finding: Finding) => boolean {
  const completeMs = symptomComplete(timeline);
  if (completeMs === undefined) return () => false;
  const complete = timeline.evidence.subject.zero + completeMs;
  const began = beginnings(timeline, complete);
  const came = timeline.milestones['consumer-ready'].state === 'reached';
  return ({ because, rule }) => {
    // The end of a pod whose consumer had come is worse than that it came late.
    if (came && rule.endsPod) return false;
    // That metadata does not know the job is the symptom itself.
    const proofs = because.filter(({ fact }) => fact.kind !== 'metadata-answer' || fact.answer !== 'id-unknown');
    return proofs.length > 0 && proofs.every((proof) => began(proof) > complete);
  };
}

/** ms after zero. */
function symptomComplete(timeline: Timeline): number | undefined {
  const { subject } = timeline.evidence;
  if (kindOf(subject) !== 'started' || !subject.job || !isProven(timeline)) return undefined;
  const ready = timeline.milestones['consumer-ready'];
  return ready.state === 'reached' ? ready.latest : subject.limits.consumerFailMs;
}

function beginnings(timeline: Timeline, complete: number): (proof: Observation) => number {
  const happened = whenHappened(timeline.evidence);
  const read = clusterClock(timeline.evidence);
  return (proof) => {
    const { fact, at } = proof;
    if (fact.kind === 'kubernetes-event') {
      const stamp = read(fact.firstStamp, fact.precisionMs);
      return stamp ? timeline.evidence.subject.zero + stamp.earliest : Math.min(at, fact.firstStamp);
    }
    if (fact.kind === 'log-line' || at <= complete) return happened(proof);
    const before = observed(timeline.evidence, fact.kind).findLast(
      (look: Observation) => look.at <= complete && isOfSame(look.fact, fact),
    );
    return before && stateOf(before.fact) !== stateOf(fact) ? at : complete;
  };
}

function isOfSame(one: Fact, other: Fact): boolean {
  return nameOf(one) === nameOf(other);
}

/** What a fact is about. A queue's name is what is looked for: there is none before the queue is. */
function nameOf(fact: Fact): string {
  if (fact.kind === 'queue-state' || !('name' in fact)) return fact.kind;
  return `${fact.kind} ${fact.name}`;
}

/** Without when it was looked, and how long that took. */
function stateOf(fact: Fact): string {
  return JSON.stringify(fact, (key, value) => (TIMES.has(key) ? undefined : value));
}

const TIMES = new Set(['sentAt', 'answeredAt', 'tookMs']);
