import type { Rule } from '../finding.ts';
import { livingAnalyzer, needsAnalyzer } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { eventsOfJob, eventWords, hasRun, waited } from './kubernetes-says.ts';
import { absences, consumerMissing, jobOf } from './read-timeline.ts';

/** The node cannot make the pod's surroundings: its network, most often. */
export const podSandboxNotCreated: Rule = {
  id: 'pod-sandbox-not-created',
  means: 'the node could not set up the pod',
  needs: ['kubernetes-event', 'pod-state'],
  explains: [...needsAnalyzer, 'pod-not-ready', 'cleaned-up-early'],
  blames: 'stack',
  stage: { before: 'container-started', after: 'pod-scheduled' },
  seldom: true,
  find(timeline) {
    const pod = livingAnalyzer(timeline);
    const event = eventsOfJob(timeline, ['FailedCreatePodSandBox', 'NetworkNotReady']).at(-1);
    if (!consumerMissing(timeline) || !pod || !event || hasRun(timeline)) return undefined;
    const { name, node } = pod.fact;
    const where = node === undefined ? 'its node' : `node ${node}`;
    return {
      confidence: 'certain',
      headline: `${where} cannot start the pod of job ${jobOf(timeline)}: its network is not set up`,
      summary: `Pod ${name} has not started after ${waited(timeline)}, because ${where} cannot make its sandbox: ${eventWords(event)}`,
      remedy: `Drain ${where}, and restart its network plugin`,
      because: [pod, event, ...absences(timeline).slice(-1)],
      refuter: `A container of ${name} running before the limit would show it wrong`,
      commands: [
        kubectl(timeline, `describe pod ${name}`),
        kubectl(timeline, node === undefined ? 'get nodes' : `describe node ${node}`),
      ],
    };
  },
  refutedBy: (timeline) => (hasRun(timeline) ? [livingAnalyzer(timeline)].flatMap((pod) => pod ?? []) : []),
};
