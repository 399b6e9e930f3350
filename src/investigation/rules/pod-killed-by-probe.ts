import type { Rule } from '../finding.ts';
import { plainly, seconds } from '../say.ts';
import { brief, killedByProbe, lastWords, livingAnalyzer, needsAnalyzer } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { absences, jobOf } from './read-timeline.ts';

/** Kubernetes itself killed the analyzer, because its liveness or startup probe failed: nobody deleted it. */
export const podKilledByProbe: Rule = {
  id: 'pod-killed-by-probe',
  means: 'a failing probe killed the pod',
  needs: ['kubernetes-event', 'pod-state'],
  explains: [...needsAnalyzer, 'pod-crashed', 'pod-out-of-memory', 'pod-not-ready', 'cleaned-up-early'],
  blames: 'stack',
  stage: { after: 'container-started' },
  seldom: true,
  endsPod: true,
  final: true,
  find(timeline) {
    const { zero, limits } = timeline.evidence.subject;
    const killed = killedByProbe(timeline);
    const pod = livingAnalyzer(timeline);
    if (!killed || !pod || killed.kill.at - zero > limits.consumerFailMs) return undefined;
    const { name } = killed.kill.fact.object;
    const { message, count } = killed.probe.fact;
    return {
      // One that is started again may yet come.
      confidence: pod.fact.phase === 'Running' ? 'likely' : 'certain',
      headline: `Kubernetes killed the pod of job ${jobOf(timeline)} after ${plainly(killed.kill.at - zero)}: its probe failed`,
      summary: `Kubernetes killed pod ${name} at ${seconds(killed.kill.at - zero)}, because its probe failed${count > 1 ? ` ${count} times` : ''}: ${brief(message)}`,
      remedy:
        'Give the liveness or startup probe of the grpc Job more time, or fix why the analyzer does not answer it, then run again',
      because: [killed.probe, killed.kill, pod, ...lastWords(timeline, pod.fact), ...absences(timeline).slice(-1)],
      refuter: `A deletion of ${name} by somebody before the first failed probe would show it wrong`,
      commands: [
        kubectl(timeline, `describe pod ${name}`),
        kubectl(timeline, `logs ${name} --all-containers --tail=50`),
      ],
    };
  },
};
