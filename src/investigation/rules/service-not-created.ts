import { wasSeen } from '../evidence.ts';
import type { Found, Rule } from '../finding.ts';
import type { LogLine, Observation } from '../observation.ts';
import { seconds } from '../say.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { brief, deletionMs, namesOf } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { all } from './read-timeline.ts';

const TAKEN = /already allocated/i;
const REFUSED = /is invalid|is forbidden|already allocated|exceeded quota/i;
/** One apply makes the Service and both Jobs: so long after the Job it is not on its way any more. */
const TOGETHER_MS = 1_500;

/**
 * The job has no Service: whatever its consumer does, nobody outside the cluster reaches its stream. It needs no kind of fact
 * to the end: Kubernetes' refusal in the backend's log is proof also where Services cannot be seen.
 */
export const serviceNotCreated: Rule = {
  id: 'service-not-created',
  means: 'the job’s Service was not made',
  needs: [],
  explains: ['no-data-source'],
  blames: 'stack',
  stage: { before: 'stream-open' },
  leavesConsumer: true,
  find(timeline) {
    const service = namesOf(timeline)?.service;
    if (service === undefined) return undefined;
    const states = all(timeline, 'service-state').filter(({ fact }) => fact.name === service);
    if (states.some(({ fact }) => fact.exists || fact.deleted)) return undefined;
    const refusals = all(timeline, 'log-line').filter(
      ({ fact }) => fact.source === 'backend' && fact.text.includes(`"${service}"`) && REFUSED.test(fact.text),
    );
    const proof = refused(timeline, service, refusals[0]) ?? absent(timeline, service);
    if (!proof) return undefined;
    return {
      ...proof,
      ...mending(timeline, refusals[0]),
      because: [...proof.because, ...states.slice(-1)],
      refuter: `A Service ${service} seen while the job lived would show it wrong`,
      against: all(timeline, 'stream-port')
        .filter(({ fact }) => fact.open)
        .slice(-1),
    };
  },
  refutedBy: (timeline) =>
    all(timeline, 'service-state')
      .filter(({ fact }) => fact.exists && fact.name === namesOf(timeline)?.service)
      .slice(0, 1),
};

type Proof = Pick<Found, 'confidence' | 'headline' | 'summary' | 'because'>;

function refused(timeline: Timeline, service: string, line: Observation<LogLine> | undefined): Proof | undefined {
  if (!line) return undefined;
  const words = brief(line.fact.text.slice(line.fact.text.indexOf(`"${service}"`) + service.length + 2));
  return {
    confidence: 'certain',
    headline: `Kubernetes refused the Service of the job, so nobody reaches its stream`,
    summary: `Service ${service} was not made: Kubernetes said it ${words}${consequence(timeline)}`,
    because: [line],
  };
}

/** Its Job was there for a while, and no Service came. */
function absent(timeline: Timeline, service: string): Proof | undefined {
  if (!wasSeen(timeline.evidence, 'service-state')) return undefined;
  const { zero } = timeline.evidence.subject;
  const grpcJob = namesOf(timeline)?.grpcJob;
  const look = all(timeline, 'service-state').find(({ fact }) => fact.name === service);
  const job = all(timeline, 'kubernetes-job-state').find(({ fact }) => fact.name === grpcJob && fact.exists);
  if (!look || !job) return undefined;
  const aloneMs = Math.min(timeline.endedMs, deletionMs(timeline) ?? Number.POSITIVE_INFINITY) - (job.at - zero);
  if (aloneMs < TOGETHER_MS) return undefined;
  return {
    confidence: 'likely',
    headline: `Kubernetes never had a Service for the job, so nobody reaches its stream`,
    summary: `Kubernetes never had a Service ${service} in the ${seconds(aloneMs)} after Job ${grpcJob} was seen, and both come with one apply${consequence(timeline)}`,
    because: [job],
  };
}

function consequence({ milestones }: Timeline): string {
  const ready = milestones['consumer-ready'].state === 'reached';
  return ready ? '; the consumer is there, and nobody reaches its stream' : '; nobody would reach its stream';
}

/** A port that is held is freed; what else Kubernetes refuses a Service for, its words name. */
function mending(timeline: Timeline, line: Observation<LogLine> | undefined): Pick<Found, 'remedy' | 'commands'> {
  const service = kubectl(timeline, `get service ${namesOf(timeline)?.service}`);
  if (line && !TAKEN.test(line.fact.text))
    return {
      remedy: 'Fix what Kubernetes names there, then run again',
      commands: [service, kubectl(timeline, 'get services,quota')],
    };
  const port = portOf(timeline, line);
  return {
    remedy: `Find the Service that holds node port ${port}, delete it if its job is gone, then run again`,
    commands: [
      service,
      kubectl(timeline, `get services -A | grep -F ':${port}/'`),
      kubectl(timeline, 'get services,jobs --sort-by=.metadata.creationTimestamp'),
    ],
  };
}

/** The port that was refused, or that configure named, or by the slot: 12300 and the slot. */
function portOf({ evidence }: Timeline, line: Observation<LogLine> | undefined): number {
  const { job } = evidence.subject;
  const told = /Invalid value: (\d{1,5})\b/.exec(line?.fact.text ?? '')?.[1];
  return told === undefined ? (job?.stream?.port ?? 12_300 + Number.parseInt(job?.id ?? '0', 10)) : Number(told);
}
