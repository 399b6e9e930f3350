import type { Rule } from '../finding.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { brief, livingStates, needsAnalyzer } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { eventsOfJob, stoppedFor } from './kubernetes-says.ts';
import { absences, consumerMissing, jobOf } from './read-timeline.ts';

/** The kubelet's words for a container whose process it could not begin. */
const REASONS = [
  'StartError',
  'ContainerCannotRun',
  'RunContainerError',
  'CreateContainerError',
  'PostStartHookError',
  'PreCreateHookError',
];

/** The command that is to run beside the start failed, and the kubelet killed the container for it. */
const HOOK = 'FailedPostStartHook';

/** The container's process could not be begun, so it has no log: Kubernetes' own message is the proof. */
export const containerNotStarted: Rule = {
  id: 'container-not-started',
  means: 'the container could not be started',
  needs: ['pod-state'],
  explains: [...needsAnalyzer, 'pod-crashed', 'pod-not-ready', 'cleaned-up-early'],
  blames: 'stack',
  stage: { before: 'container-started', after: 'pod-scheduled' },
  seldom: true,
  endsPod: true,
  final: true,
  find(timeline) {
    const stopped = stoppedFor(timeline, REASONS) ?? hookFailed(timeline);
    if (!consumerMissing(timeline) || !stopped) return undefined;
    const { pod, container } = stopped;
    const event = eventsOfJob(timeline, [HOOK]).at(-1) ?? eventsOfJob(timeline, ['Failed']).at(-1);
    const isHook = event?.fact.reason === HOOK;
    const words = brief((isHook ? undefined : container.message) ?? event?.fact.message ?? 'no message given');
    const { name } = pod.fact;
    return {
      confidence: 'certain',
      headline: `the container of job ${jobOf(timeline)} could not be started${/no such file|not found|executable/i.test(words) ? ': its command is not in the image' : ''}`,
      summary: `Container ${container.name} of pod ${name} could not be started (${isHook ? HOOK : container.reason}): ${words}`,
      hits: 'new-jobs',
      remedy: /no such file|not found|executable/i.test(words)
        ? `Correct the command of the grpc Job, or the image ${container.image}, then run again: the file that the command names is not in the image`
        : 'Fix what the message names in the template of the grpc Job, then run again',
      because: [pod, ...(event ? [event] : []), ...absences(timeline).slice(-1)],
      refuter: `A line in the log of ${name}, or an event "Started" of its ${container.name}, would show it wrong`,
      commands: [
        kubectl(timeline, `describe pod ${name}`),
        kubectl(timeline, `get pod ${name} -o jsonpath='{.spec.containers[*].image} {.spec.containers[*].command}'`),
      ],
    };
  },
  // A hook that fails ends a container that had begun.
  refutedBy: (timeline) =>
    livingStates(timeline)
      .filter(({ fact }) => fact.containers[0]?.state === 'running')
      .slice(-1),
};

function hookFailed(timeline: Timeline): ReturnType<typeof stoppedFor> {
  if (eventsOfJob(timeline, [HOOK]).length === 0) return undefined;
  const pod = livingStates(timeline).at(-1);
  const container = pod?.fact.containers.find(({ state }) => state !== 'running');
  return pod && container && { pod, container };
}
