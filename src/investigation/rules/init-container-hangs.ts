import type { Rule } from '../finding.ts';
import type { ContainerState, PodState } from '../observation.ts';
import { seconds } from '../say.ts';
import { lastWords, livingAnalyzer, needsAnalyzer, quoted } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { hasRun, waited } from './kubernetes-says.ts';
import { absences, consumerMissing, jobOf } from './read-timeline.ts';

/** A container that prepares the pod runs and does not end, so the analyzer never begins. */
export const initContainerHangs: Rule = {
  id: 'init-container-hangs',
  means: 'an init container hangs',
  needs: ['pod-state'],
  explains: [...needsAnalyzer, 'pod-not-ready', 'cleaned-up-early'],
  blames: 'stack',
  stage: { before: 'container-started', after: 'pod-scheduled' },
  seldom: true,
  find(timeline) {
    const pod = livingAnalyzer(timeline);
    const init = pod && preparing(pod.fact);
    const { subject } = timeline.evidence;
    if (!consumerMissing(timeline) || !pod || !init || hasRun(timeline)) return undefined;
    const { name } = pod.fact;
    const words = lastWords(timeline, pod.fact).filter(({ fact }) => fact.container === init.name);
    const said = words.at(-1);
    return {
      // The limit decides between slow and hanging.
      confidence: subject.configure && timeline.endedMs < subject.limits.consumerFailMs ? 'possible' : 'certain',
      headline: `job ${jobOf(timeline)} never began: its init container ${init.name} hangs`,
      summary: `Pod ${name} still prepares itself after ${waited(timeline)}: its init container ${init.name} runs and does not end, so the analyzer has not begun${said ? `; it logged ${quoted(said)}` : ''}`,
      hits: 'new-jobs',
      remedy: `Give ${init.name} what it waits for, or take it out of the template of the grpc Job, then run again: the analyzer waits for its end`,
      because: [pod, ...words, ...absences(timeline).slice(-1)],
      refuter: `Container ${init.name} ended, or the analyzer running, within ${seconds(subject.limits.consumerFailMs)} would show it wrong`,
      commands: [
        kubectl(timeline, `logs ${name} -c ${init.name} --tail=50`),
        kubectl(timeline, `describe pod ${name}`),
      ],
    };
  },
  refutedBy: (timeline) => (hasRun(timeline) ? [livingAnalyzer(timeline)].flatMap((pod) => pod ?? []) : []),
};

/** The first container does the work; while another one runs before it, that one prepares. */
function preparing({ phase, containers }: PodState): ContainerState | undefined {
  const [first, ...others] = containers;
  if (phase !== 'Pending' || first?.state !== 'waiting') return undefined;
  return others.find(({ state }) => state === 'running');
}
