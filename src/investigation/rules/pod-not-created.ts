import type { Rule } from '../finding.ts';
import { livingStates, namesOf, needsAnalyzer } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { eventsOfJob, saidWords, when } from './kubernetes-says.ts';
import { absences, consumerMissing, jobOf } from './read-timeline.ts';

/** The Job is there and Kubernetes refuses to make its pod: a quota, a ServiceAccount, an admission. */
export const podNotCreated: Rule = {
  id: 'pod-not-created',
  means: 'Kubernetes refused to make the pod',
  needs: ['kubernetes-event', 'pod-state'],
  explains: [...needsAnalyzer, 'kubernetes-job-not-created'],
  blames: 'stack',
  stage: { before: 'pod-created', after: 'job-created' },
  seldom: true,
  find(timeline) {
    const events = eventsOfJob(timeline, ['FailedCreate']).filter(({ fact }) => fact.object.kind === 'Job');
    const [first] = events;
    const last = events.at(-1);
    if (!consumerMissing(timeline) || !first || !last || livingStates(timeline).length > 0) return undefined;
    const job = namesOf(timeline)?.grpcJob ?? first.fact.object.name;
    return {
      confidence: 'certain',
      headline: `Kubernetes made no pod for job ${jobOf(timeline)}: ${refusalIn(last.fact.message)}`,
      summary: `Kubernetes does not make the pod of Job ${job}, first said at ${when(timeline, first)}: ${saidWords(last.fact)}`,
      hits: 'new-jobs',
      remedy: remedy(last.fact.message),
      because: [first, last, ...absences(timeline).slice(-1)],
      refuter: `A pod of Job ${job} would show it wrong`,
      commands: [
        kubectl(timeline, `describe job ${job}`),
        kubectl(timeline, 'describe resourcequota'),
        kubectl(timeline, 'get serviceaccounts'),
        kubectl(timeline, `get events --sort-by=.lastTimestamp | grep -F ${job}`),
      ],
    };
  },
  refutedBy: (timeline) => livingStates(timeline).slice(0, 1),
};

function refusalIn(message: string): string {
  if (/exceeded quota/i.test(message))
    return `quota ${/exceeded quota: ([\w.-]{1,60})/.exec(message)?.[1] ?? 'of the namespace'} is used up`;
  if (/serviceaccount|service account/i.test(message)) return 'its ServiceAccount is missing';
  if (/admission|webhook|denied the request|podsecurity/i.test(message)) return 'an admission rule turns it away';
  return 'it refuses to';
}

function remedy(message: string): string {
  if (/exceeded quota/i.test(message))
    return 'Delete the grpc Jobs that nobody needs, or raise the quota that the message names, then run again';
  if (/serviceaccount|service account/i.test(message))
    return 'Make the ServiceAccount that the message names in this namespace, then run again';
  if (/admission|webhook|denied the request|podsecurity/i.test(message))
    return 'Ask who owns the admission rule that the message names: it turns the analyzer’s pod away';
  return 'Fix what the message names, then run again';
}
