import type { Rule } from '../finding.ts';
import { seconds } from '../say.ts';
import { isTakenAway, livingAnalyzer } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { absences, consumerMissing, eventsNow, jobOf } from './read-timeline.ts';

/** The analyzer's pod waited for a node to the end. */
export const podNotScheduled: Rule = {
  id: 'pod-not-scheduled',
  means: 'the pod found no node',
  needs: ['pod-state'],
  explains: ['queue-missing', 'consumer-never-created', 'no-data-source'],
  blames: 'stack',
  stage: { before: 'pod-scheduled', after: 'job-created' },
  find(timeline) {
    const pod = livingAnalyzer(timeline);
    if (
      !consumerMissing(timeline) ||
      !pod ||
      isTakenAway(timeline, pod) ||
      pod.fact.phase !== 'Pending' ||
      pod.fact.node
    )
      return undefined;
    const { name } = pod.fact;
    const events = eventsNow(timeline).filter(
      ({ fact }) => fact.reason === 'FailedScheduling' && fact.object.name === name,
    );
    const why = pod.fact.unschedulable ?? events.at(-1)?.fact.message;
    if (!why) return undefined;
    const pendingMs = Math.min(timeline.endedMs, timeline.evidence.subject.limits.consumerFailMs);
    return {
      confidence: 'certain',
      headline: `job ${jobOf(timeline)} found no node: ${shortageIn(why)}`,
      summary: `Pod ${name} found no node: still Pending after ${seconds(pendingMs)}, usually running within 10 s: ${why}`,
      hits: 'new-jobs',
      remedy: remedy(why),
      because: [pod, ...events.slice(-1), ...absences(timeline).slice(-1)],
      refuter: `An event "Scheduled" of ${name}, or a node in its description, would show it wrong`,
      commands: [
        kubectl(timeline, `describe pod ${name}`),
        kubectl(timeline, 'get nodes'),
        kubectl(timeline, `describe nodes | grep -A 12 'Allocated resources' | grep -E 'nvidia|cpu|memory'`),
        kubectl(timeline, `get pods -A -o wide | grep -E 'grpc-job|Pending'`),
      ],
    };
  },
  refutedBy: (timeline) => {
    const pod = livingAnalyzer(timeline);
    return pod?.fact.node === undefined ? [] : [pod];
  },
};

const SHORT = /Insufficient (\S{1,80}?)[.,]?(?:\s|$)/;

function shortageIn(why: string): string {
  if (/were unschedulable|node.kubernetes.io\/unschedulable/i.test(why)) return 'all nodes that fit are cordoned';
  const short = SHORT.exec(why)?.[1];
  if (short === undefined) return 'the scheduler says why below';
  return /gpu/i.test(short) ? 'no GPU is free' : `not enough ${short}`;
}

function remedy(why: string): string {
  if (/were unschedulable|node.kubernetes.io\/unschedulable/i.test(why))
    return 'Uncordon a node that is not in maintenance (kubectl get nodes: SchedulingDisabled), then run again';
  if (SHORT.test(why))
    return `Run again in a minute, when abandoned jobs have ended; if ${SHORT.exec(why)?.[1]} is short then too, bring a node back`;
  return 'Free what the scheduler names, then run again';
}
