import type { Rule } from '../finding.ts';
import type { Observation, PodState } from '../observation.ts';
import { plainly, seconds } from '../say.ts';
import { brief, needsAnalyzer } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { eventsOfJob, eventWords, saidWords } from './kubernetes-says.ts';
import { absences, all, jobOf } from './read-timeline.ts';

/** The pod's own words for being taken from its node. */
const REASONS: readonly (string | undefined)[] = [
  'Evicted',
  'Preempting',
  'Preempted',
  'NodeLost',
  'NodeShutdown',
  'NodeAffinity',
  'Shutdown',
  'Terminated',
];
/** For a pod of a higher priority. */
const PREEMPTED = /preempt/i;
const EVENTS = ['Evicted', 'Preempted', 'TaintManagerEviction', 'NodeNotReady'];

/** Kubernetes took the analyzer's pod from its node: pressure, a more important pod, a node that is lost. */
export const podEvicted: Rule = {
  id: 'pod-evicted',
  means: 'the pod was taken from its node',
  needs: ['pod-state'],
  explains: [...needsAnalyzer, 'pod-crashed', 'pod-not-ready', 'cleaned-up-early', 'pod-replaced', 'pod-not-scheduled'],
  blames: 'stack',
  stage: { after: 'pod-scheduled' },
  seldom: true,
  endsPod: true,
  final: true,
  find(timeline) {
    const { zero, limits } = timeline.evidence.subject;
    const pod = all(timeline, 'pod-state').find((state) => state.fact.role === 'grpc' && wordsOf(state) !== undefined);
    const event = eventsOfJob(timeline, EVENTS)[0];
    const first = [pod, event].flatMap((it) => it ?? []).toSorted((a, b) => a.at - b.at)[0];
    if (!first || first.at - zero > limits.consumerFailMs) return undefined;
    const words = (pod && wordsOf(pod)) ?? (event ? eventWords(event) : '');
    const name = pod?.fact.name ?? event?.fact.object.name ?? '';
    const node = pod?.fact.node;
    const reason = pod?.fact.reason ?? event?.fact.reason;
    return {
      confidence: 'certain',
      headline: `the pod of job ${jobOf(timeline)} was taken from its node after ${plainly(first.at - zero)}${reason ? ` (${reason})` : ''}`,
      summary: `Pod ${name} was taken from its node at ${seconds(first.at - zero)}: ${words}`,
      remedy: PREEMPTED.test(words)
        ? 'Give the grpc Job a higher priority class, or wait until the more important pod is gone, then run again'
        : `Free what the message names on ${node === undefined ? 'its node' : `node ${node}`}, then run again: Kubernetes does not start a failed job again`,
      because: [...(pod ? [pod] : []), ...(event ? [event] : []), ...absences(timeline).slice(-1)],
      refuter: `Pod ${name} running on its node at the limit would show it wrong`,
      commands: [
        kubectl(timeline, `describe pod ${name}`),
        kubectl(timeline, node === undefined ? 'get nodes' : `describe node ${node}`),
        kubectl(timeline, 'get events --sort-by=.lastTimestamp | grep -iE "evict|preempt|pressure|NotReady"'),
      ],
    };
  },
};

/** Undefined where the pod does not say that it was taken away. */
function wordsOf({ fact }: Observation<PodState>): string | undefined {
  const target = fact.conditions?.find(({ type, status }) => type === 'DisruptionTarget' && status === 'True');
  if (REASONS.includes(fact.reason) && (fact.phase === 'Failed' || fact.deleted)) return saidWords(fact);
  return target && brief(`DisruptionTarget: ${saidWords(target)}`);
}
