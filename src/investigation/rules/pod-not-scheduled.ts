import { seconds } from '../say.ts';
import { consumerMissing, eventsNow, grpcPod, unknownAnswers } from './looks.ts';
import type { Rule } from './rule.ts';

/** The analyzer's pod waited for a node to the end. */
export const podNotScheduled: Rule = {
  id: 'pod-not-scheduled',
  needs: ['pod-state'],
  explains: ['queue-missing', 'consumer-never-created'],
  blames: 'stack',
  find(timeline) {
    const pod = grpcPod(timeline);
    if (!consumerMissing(timeline) || !pod || pod.fact.deleted || pod.fact.phase !== 'Pending' || pod.fact.node)
      return undefined;
    const events = eventsNow(timeline).filter(({ fact }) => fact.reason === 'FailedScheduling');
    const why = pod.fact.unschedulable ?? events.at(-1)?.fact.message;
    if (!why) return undefined;
    const pendingMs = Math.min(timeline.endedMs, timeline.evidence.subject.limits.consumerFailMs);
    return {
      summary: `Pod ${pod.fact.name} found no node: still Pending after ${seconds(pendingMs)}, usually running within 10 s: ${why}`,
      remedy: `Free a GPU or bring a node back: kubectl describe pod ${pod.fact.name}; kubectl get nodes`,
      because: [pod, ...events.slice(-1), ...unknownAnswers(timeline).slice(-1)],
    };
  },
};
