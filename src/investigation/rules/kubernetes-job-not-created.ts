import type { Confidence, Rule } from '../finding.ts';
import { seconds } from '../say.ts';
import { namesOf, quoted } from './analyzer-pod.ts';
import { backendSelector, kubectl } from './commands.ts';
import { absences, all, complaintsOfJob, consumerMissing, isOurs, jobOf } from './read-timeline.ts';

/** In the API server's words, the narrower one first. */
const REFUSALS = [
  {
    says: /exceeded quota/i,
    why: 'a quota is used up',
    remedy: 'Delete the grpc Jobs that nobody needs, or raise the quota that it names, then run again',
  },
  {
    says: /forbidden/i,
    why: 'Focus Server may not make it',
    remedy: 'Give the backend’s ServiceAccount the right to create Jobs in this namespace, then run again',
  },
];

/** Configure gave an id, and no Kubernetes Job followed. */
export const kubernetesJobNotCreated: Rule = {
  id: 'kubernetes-job-not-created',
  means: 'Kubernetes got no Job',
  needs: ['kubernetes-job-state', 'pod-state'],
  explains: ['queue-missing', 'consumer-never-created', 'no-data-source'],
  blames: 'stack',
  stage: { before: 'job-created' },
  asksOf: ['started'],
  find(timeline) {
    const jobs = all(timeline, 'kubernetes-job-state').filter(({ fact }) => fact.name.startsWith('grpc-job-'));
    const pods = all(timeline, 'pod-state').filter(({ fact }) => fact.role === 'grpc');
    if (!consumerMissing(timeline) || jobs.length === 0 || jobs.some(({ fact }) => fact.exists) || pods.length > 0)
      return undefined;
    const id = jobOf(timeline);
    const applied = all(timeline, 'log-line').filter(
      ({ fact }) => fact.source === 'backend' && fact.namesJob && fact.text.includes('Applied YAML'),
    );
    // Made by the same apply, in the namespace that is looked at.
    const beside = all(timeline, 'kubernetes-job-state').filter(
      ({ fact }) => fact.exists && fact.name === namesOf(timeline)?.cleanupJob,
    );
    const failed = complaintsOfJob(timeline, /apply|yaml|quota|forbidden|creat/i).filter(isOurs);
    const refusal = REFUSALS.find(({ says }) => failed[0] && says.test(failed[0].fact.text));
    return {
      confidence: confidence(failed.length > 0, applied.length > 0 && beside.length === 0),
      headline: `Focus Server answered with job ${id}, and Kubernetes ${refusal ? `refused its Job: ${refusal.why}` : 'never got a Job for it'}`,
      summary: `Kubernetes never got a Job for ${id}: configure answered 200, and no grpc-job-${id} existed in ${seconds(timeline.endedMs)}${failed[0] ? `; the log says ${quoted(failed[0])}` : ''}`,
      hits: 'new-jobs',
      remedy:
        refusal?.remedy ??
        (failed.length > 0
          ? 'Lift what refused the apply, as quoted, then run again'
          : 'Give the backend the right to create Jobs in this namespace, or free its quota, then run again'),
      because: [...jobs.slice(-1), ...beside.slice(0, 1), ...failed, ...absences(timeline)],
      against: applied,
      refuter: `A Job or pod grpc-job-${id} seen once, in this namespace or another, would show it wrong`,
      commands: [
        kubectl(timeline, `logs -l ${backendSelector(timeline)} --tail=-1 --since=10m | grep -F -- '${id}'`),
        kubectl(timeline, `get jobs -A | grep -F 'job-${id}'`),
        kubectl(timeline, 'describe resourcequota'),
        kubectl(timeline, 'get events --sort-by=.lastTimestamp | tail -20'),
      ],
    };
  },
  refutedBy: (timeline) =>
    all(timeline, 'pod-state')
      .filter(({ fact }) => fact.role === 'grpc')
      .slice(0, 1),
};

/**
 * The backend's own words decide it, either way, but "Applied YAML" does not where the clean-up Job of the same apply stands
 * alone; without words nothing else that is known leaves no Job and no pod.
 */
function confidence(failed: boolean, appliedElsewhere: boolean): Confidence {
  if (appliedElsewhere) return 'possible';
  return failed ? 'certain' : 'likely';
}
