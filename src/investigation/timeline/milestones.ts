import { type Evidence, observed } from '../evidence.ts';
import { hasConsumer } from '../observation.ts';
import { kindOf } from '../subject.ts';
import { clusterClock, type ReadStamp } from './clocks.ts';
import { deliveryMs, watchedEvents } from './delivery.ts';
import { loggedConsumer } from './logged-consumer.ts';
import { metadataAnswers } from './metadata-answers.ts';
import type { MilestoneId } from './milestone-ids.ts';
import { type Denial, isApart, type Moment, narrow } from './moment.ts';
import { podMoments } from './pods-way.ts';
import { whatCounts } from './ready.ts';
import { configureStalledMs } from './stalls.ts';
import { bracket, consumersAgeMs, polled } from './watched.ts';

export type Milestones = Readonly<Record<MilestoneId, Moment>>;

export function findMilestones(evidence: Evidence): Milestones {
  const read = clusterClock(evidence);
  const queues = observed(evidence, 'queue-state');
  const pod = podMoments(evidence, read);
  const attached = polled(evidence, queues, 'queue-state', hasConsumer, consumersAgeMs);
  const seen = {
    configured: configured(evidence),
    'job-created': jobCreated(evidence, read),
    ...pod.moments,
    'queue-created': polled(evidence, queues, 'queue-state', (queue) => queue.exists),
    'consumer-attached': withLog(attached, evidence, pod.name),
    'metadata-answers': metadataAnswers(evidence),
    'stream-open': polled(evidence, observed(evidence, 'stream-port'), 'stream-port', (port) => port.open),
  };
  return inOrder({ ...seen, 'consumer-ready': seen[whatCounts(evidence).milestone] }, evidence);
}

/** Who says that it has its consumer had it by then. */
function withLog(at: Moment, evidence: Evidence, pod: string): Moment {
  const logged = at.state === 'reached' ? loggedConsumer(evidence, pod) : undefined;
  if (!logged || at.state !== 'reached' || logged.latest < at.earliest || logged.latest >= at.latest) return at;
  return { ...at, latest: logged.latest, witnesses: [...at.witnesses, logged.line] };
}

/** Chains in which each moment cannot be before the one ahead of it, whatever the build. */
const chains: readonly (readonly MilestoneId[])[] = [
  ['job-created', 'pod-created', 'pod-scheduled', 'container-started', 'pod-ready'],
  ['queue-created', 'consumer-attached'],
];

/** Metadata answers for a consumer alone. When somebody else's job that was there already came to it nobody saw. */
const ANSWERED: readonly MilestoneId[] = ['consumer-attached', 'metadata-answers'];

/** Narrows each moment by those that must have come before and after it. */
function inOrder(milestones: Milestones, evidence: Evidence): Milestones {
  const narrowed = { ...milestones };
  for (const chain of kindOf(evidence.subject) === 'started' ? [...chains, ANSWERED] : chains) {
    let earliest = 0;
    let ahead: Denial | undefined;
    for (const id of chain) {
      const at = narrowed[id];
      narrowed[id] = deniedBy(ahead, within(at, { earliest, latest: Number.POSITIVE_INFINITY }));
      earliest = earliestOf(narrowed[id], earliest);
      if (at.state === 'reached') ahead = { by: id, earliest: at.earliest, latest: at.latest };
    }
    let latest = Number.POSITIVE_INFINITY;
    for (const id of chain.toReversed()) {
      narrowed[id] = within(narrowed[id], { earliest: 0, latest });
      latest = latestOf(narrowed[id], latest);
    }
  }
  return { ...narrowed, 'consumer-ready': narrowed[whatCounts(evidence).milestone] };
}

function within(at: Moment, bounds: { earliest: number; latest: number }): Moment {
  return at.state === 'reached' ? { ...at, ...narrow(at, bounds) } : at;
}

/** It cannot be before what is ahead of it. */
function deniedBy(ahead: Denial | undefined, at: Moment): Moment {
  const isBefore = at.state === 'reached' && !at.denied && ahead && ahead.earliest > at.latest && isApart(at, ahead);
  return isBefore ? { ...at, denied: ahead } : at;
}

function earliestOf(at: Moment, otherwise: number): number {
  return at.state === 'reached' ? Math.max(at.earliest, otherwise) : otherwise;
}

function latestOf(at: Moment, otherwise: number): number {
  return at.state === 'reached' ? Math.min(at.latest, otherwise) : otherwise;
}

function configured(evidence: Evidence): Moment {
  const { subject, observations } = evidence;
  const { configure, zero } = subject;
  if (!configure) return { state: 'not-seen', why: 'somebody else configured this job' };
  const witnesses = observations.filter(({ fact }) => fact.kind === 'configure-answer');
  const at = configure.answeredAt - zero;
  const earliest = Math.max(0, at - configureStalledMs(evidence));
  if (configure.outcome === 'accepted') return { state: 'reached', earliest, latest: at, witnesses };
  return { state: 'not-reached', after: at, witnesses };
}

function jobCreated(evidence: Evidence, read: ReadStamp): Moment {
  const states = observed(evidence, 'kubernetes-job-state').filter(({ fact }) => fact.name.startsWith('grpc-job-'));
  const lagMs = deliveryMs(evidence, read, watchedEvents(evidence, read));
  return bracket(evidence, 'kubernetes-job-state', states, read, {
    holds: (job) => job.exists,
    stampOf: (job) => job.createdStamp,
    lagMs,
  });
}
