import type { Rule } from '../finding.ts';
import type { Observation, PodState } from '../observation.ts';
import { plainly, seconds } from '../say.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { livingStates, needsAnalyzer } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { saidWords } from './kubernetes-says.ts';
import { absences, all, consumerMissing, jobOf } from './read-timeline.ts';

/** The analyzer's first pod ended or was deleted, and its Job made another one: the way begins anew. */
export const podReplaced: Rule = {
  id: 'pod-replaced',
  means: 'the pod was replaced',
  needs: ['pod-state'],
  explains: [...needsAnalyzer, 'pod-not-ready', 'pod-slow', 'consumer-slow', 'queue-slow', 'metadata-slow'],
  blames: 'stack',
  stage: { after: 'pod-created' },
  seldom: true,
  find(timeline) {
    const { zero, limits } = timeline.evidence.subject;
    const ready = timeline.milestones['consumer-ready'];
    const newest = livingStates(timeline)[0];
    const earlier = all(timeline, 'pod-state').filter(
      ({ fact }) => fact.role === 'grpc' && newest !== undefined && fact.uid !== newest.fact.uid,
    );
    const end = endOf(earlier);
    if (!newest || !end || newest.at < (earlier[0]?.at ?? 0)) return undefined;
    const isLate = ready.state === 'reached' && ready.earliest > limits.consumerGoodMs;
    if (!isLate && !consumerMissing(timeline)) return undefined;
    const { name } = end.fact;
    return {
      // A second pod that was Ready for long had all that a consumer needs.
      confidence: isLate || !wasReadyForLong(timeline) ? 'likely' : 'possible',
      headline: `the pod of job ${jobOf(timeline)} was replaced by another after ${plainly(newest.at - zero)}`,
      summary: `The pod of job ${jobOf(timeline)} was replaced: ${newest.fact.name} began anew at ${seconds(newest.at - zero)}, after ${name} ${how(end.fact)}`,
      remedy: 'Ask who drained the node or deleted the pod in that minute; what came later waited for the second pod',
      because: [end, newest, ...absences(timeline).slice(-1)],
      refuter: `Pod ${name} running to the end would show it wrong`,
      commands: [
        kubectl(timeline, `get events --sort-by=.lastTimestamp | grep -F ${name}`),
        kubectl(timeline, `get pods -o wide | grep -F grpc-job-${jobOf(timeline)}`),
        kubectl(timeline, 'get nodes'),
      ],
    };
  },
};

/** The first state that shows that an earlier pod is over. */
function endOf(states: readonly Observation<PodState>[]): Observation<PodState> | undefined {
  return states.find(({ fact }) => fact.deleted || fact.phase === 'Failed' || fact.phase === 'Succeeded');
}

/** From its readiness to the limit. */
function wasReadyForLong(timeline: Timeline): boolean {
  const { zero, limits } = timeline.evidence.subject;
  const ready = livingStates(timeline).find(({ fact }) => fact.ready);
  return ready !== undefined && limits.consumerFailMs - (ready.at - zero) >= LONG_MS;
}

const LONG_MS = 10_000;

function how(pod: PodState): string {
  if (pod.reason !== undefined) return `ended (${saidWords(pod)})`;
  return pod.deleted ? 'was deleted' : `ended (${pod.phase})`;
}
