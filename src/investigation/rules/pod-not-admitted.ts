import type { Rule } from '../finding.ts';
import { livingStates, needsAnalyzer } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { hasRun, saidWords } from './kubernetes-says.ts';
import { absences, consumerMissing, jobOf } from './read-timeline.ts';

/** The scheduler gave the pod a node, and the node turned it away: it failed before a container was made. */
export const podNotAdmitted: Rule = {
  id: 'pod-not-admitted',
  means: 'the node turned the pod away',
  needs: ['pod-state'],
  explains: [...needsAnalyzer, 'pod-crashed', 'pod-not-ready', 'cleaned-up-early'],
  blames: 'stack',
  stage: { before: 'container-started', after: 'pod-scheduled' },
  seldom: true,
  endsPod: true,
  final: true,
  find(timeline) {
    const pod = livingStates(timeline).find(({ fact }) => fact.phase === 'Failed' && fact.reason !== undefined);
    if (!consumerMissing(timeline) || !pod || OTHERS.includes(pod.fact.reason) || hasRun(timeline)) return undefined;
    const { name, node } = pod.fact;
    const where = node === undefined ? 'its node' : `node ${node}`;
    return {
      confidence: 'certain',
      headline: `${where} turned the pod of job ${jobOf(timeline)} away: ${pod.fact.reason}`,
      summary: `Pod ${name} failed before it began, turned away by ${where}: ${saidWords(pod.fact)}`,
      remedy: /gpu/i.test(pod.fact.message ?? '')
        ? `Restart the GPU device plugin of ${where}, or free its GPUs, then run again: it has fewer than the scheduler counts`
        : `Free what the message names on ${where}, then run again: it has less than the scheduler counts`,
      because: [pod, ...absences(timeline).slice(-1)],
      refuter: `A container of ${name} that ran would show it wrong`,
      commands: [
        kubectl(timeline, `describe pod ${name}`),
        kubectl(timeline, node === undefined ? 'get nodes' : `describe node ${node}`),
      ],
    };
  },
  refutedBy: (timeline) => (hasRun(timeline) ? livingStates(timeline).slice(-1) : []),
};

/** Ends of pods that had begun, which other rules know. */
const OTHERS: readonly (string | undefined)[] = [
  'Evicted',
  'DeadlineExceeded',
  'NodeLost',
  'NodeShutdown',
  'Terminated',
];
