import type { Rule } from '../finding.ts';
import type { ContainerState, Observation, PodState } from '../observation.ts';
import { plainly, seconds } from '../say.ts';
import { complains, deletionMs, isRunning, lastWords, livingStates, needsAnalyzer, quoted } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { absences, consumerMissing, jobOf } from './read-timeline.ts';

/** The analyzer ended with success, before its consumer came or at once after it: for its Job it is done, and nothing starts it again. */
export const analyzerEnded: Rule = {
  id: 'analyzer-ended',
  means: 'the analyzer ended by itself',
  needs: ['pod-state'],
  explains: [...needsAnalyzer, 'pod-not-ready', 'cleaned-up-early'],
  blames: 'stack',
  stage: { after: 'container-started' },
  seldom: true,
  final: true,
  find(timeline) {
    const { zero, limits, configure } = timeline.evidence.subject;
    const end = endOf(livingStates(timeline));
    if (!end) return undefined;
    const atMs = end.pod.at - zero;
    if (configure && (atMs > limits.consumerFailMs || (deletionMs(timeline) ?? Number.POSITIVE_INFINITY) <= atMs))
      return undefined;
    const { name } = end.pod.fact;
    const lines = lastWords(timeline, end.pod.fact);
    const line = lines.at(-1);
    return {
      confidence: 'certain',
      headline: `the analyzer of job ${jobOf(timeline)} ended by itself (exit code 0) after ${plainly(atMs)}`,
      summary: `The analyzer of pod ${name} ended by itself with exit code 0 after ${seconds(atMs)}, ${consumerMissing(timeline) ? 'before its consumer came' : 'though metadata had answered for it'}${line && complains(line.fact) ? `; it logged ${quoted(line)}` : ''}`,
      remedy:
        'Correct the arguments in the template of the grpc Job, then run again: with them the analyzer takes itself for done',
      because: [end.pod, ...lines, ...absences(timeline).slice(-1)],
      refuter: `The container running at the limit, or a deletion of ${name} that began before it ended, would show it wrong`,
      commands: [
        kubectl(timeline, `logs ${name} --all-containers --tail=50`),
        kubectl(timeline, `get pod ${name} -o jsonpath='{.spec.containers[*].command} {.spec.containers[*].args}'`),
      ],
      open: line ? [] : ['What it logged last was not seen'],
    };
  },
  refutedBy: (timeline) => livingStates(timeline).slice(-1).filter(isRunning),
};

function endOf(
  states: readonly Observation<PodState>[],
): { readonly pod: Observation<PodState>; readonly container: ContainerState } | undefined {
  for (const pod of states) {
    const [container] = pod.fact.containers;
    if (container?.state === 'terminated' && container.exitCode === 0) return { pod, container };
  }
  return undefined;
}
