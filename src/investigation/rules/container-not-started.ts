import type { Rule } from '../finding.ts';
import { brief, livingStates, needsAnalyzer } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { eventsOfJob, stoppedFor } from './kubernetes-says.ts';
import { consumerMissing, unknownAnswers } from './read-timeline.ts';

/** The kubelet's words for a container whose process it could not begin. */
const REASONS = [
  'StartError',
  'ContainerCannotRun',
  'RunContainerError',
  'CreateContainerError',
  'PostStartHookError',
  'PreCreateHookError',
];

/** The container's process could not be begun, so it has no log: Kubernetes' own message is the proof. */
export const containerNotStarted: Rule = {
  id: 'container-not-started',
  needs: ['pod-state'],
  explains: [...needsAnalyzer, 'pod-crashed', 'pod-not-ready', 'cleaned-up-early'],
  blames: 'stack',
  stage: { before: 'container-started', after: 'pod-scheduled' },
  seldom: true,
  endsPod: true,
  final: true,
  find(timeline) {
    const stopped = stoppedFor(timeline, REASONS);
    if (!consumerMissing(timeline) || !stopped) return undefined;
    const { pod, container } = stopped;
    const event = eventsOfJob(timeline, ['Failed']).at(-1);
    const words = brief(container.message ?? event?.fact.message ?? 'no message given');
    const { name } = pod.fact;
    return {
      confidence: 'certain',
      summary: `Container ${container.name} of pod ${name} could not be started (${container.reason}): ${words}`,
      remedy: /no such file|not found|executable/i.test(words)
        ? `Compare the command of the grpc Job with what image ${container.image} has: it names a file that is not there`
        : 'Mend what the message names in the template of the grpc Job; there is no log, because nothing ran',
      because: [pod, ...(event ? [event] : []), ...unknownAnswers(timeline).slice(-1)],
      refuter: `A line in the log of ${name}, or an event "Started" of its ${container.name}, would show it wrong`,
      commands: [
        kubectl(timeline, `describe pod ${name}`),
        kubectl(timeline, `get pod ${name} -o jsonpath='{.spec.containers[*].image} {.spec.containers[*].command}'`),
      ],
    };
  },
  refutedBy: (timeline) =>
    livingStates(timeline)
      .filter(({ fact }) => fact.containers[0]?.state === 'running')
      .slice(-1),
};
