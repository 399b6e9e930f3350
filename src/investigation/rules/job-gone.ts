import type { Rule } from '../finding.ts';
import type { KubernetesJobState, Observation, PodState } from '../observation.ts';
import { deletions, livingStates } from './analyzer-pod.ts';
import { backendSelector, kubectl } from './commands.ts';
import { absences, all, consumerMissing, jobOf, last, lastQueue } from './read-timeline.ts';
import { isEnded } from './standing-pods.ts';

/** Somebody asks about a job that is not there: metadata is right to say `Invalid job_id`. */
export const jobGone: Rule = {
  id: 'job-gone',
  means: 'the job is gone',
  needs: ['kubernetes-job-state', 'pod-state', 'metadata-answer'],
  explains: ['queue-missing', 'consumer-never-created'],
  blames: 'stack',
  asksOf: ['found'],
  final: true,
  find(timeline) {
    const jobs = latest(all(timeline, 'kubernetes-job-state'));
    const pods = latest(all(timeline, 'pod-state')).filter(({ fact }) => fact.role !== 'backend');
    const grpc = jobs.find(({ fact }) => fact.name.startsWith('grpc-job-'));
    // A pod that ended stays for some seconds after its Job.
    const left = pods.filter(({ fact }) => !fact.deleted);
    const over = left.filter(({ fact }) => fact.role === 'grpc' && isEnded(fact));
    // Whatever became of its clean-up, an analyzer whose pod is over is gone with its Job.
    const hadPod = pods.some(({ fact }) => fact.role === 'grpc');
    const living = left.filter(({ fact }) => (fact.role === 'grpc' ? !isEnded(fact) : !hadPod));
    if (!consumerMissing(timeline) || !grpc || grpc.fact.exists || living.length > 0) return undefined;
    const id = jobOf(timeline);
    const queue = lastQueue(timeline);
    const queueLeft = queue?.fact.exists ? queue : undefined;
    const service = last(timeline, 'service-state');
    const seen = grpc.fact.deleted || left.length < pods.length;
    const deleted = seen || over.length > 0;
    return {
      blames: 'request',
      confidence: deleted ? 'certain' : 'likely',
      headline: `job ${id} ${deleted ? 'was deleted while the bot looked' : 'is not there any more'}`,
      summary: `Job ${id} ${how(deleted, seen)}: Kubernetes has ${left.length > 0 ? `no grpc-job-${id} any more, and its pod is over` : 'neither its Job nor a pod of it'}, so "Invalid job_id" is the right answer${queueLeft ? `; its queue ${queueLeft.fact.name} was left behind, so it did live once` : ''}`,
      remedy: `Ask with the id of the last configure: a job that nobody drives is deleted 38–57 s after its own. /focus logs ${id} shows what was captured of it`,
      because: [
        ...jobs,
        ...pods,
        ...(service ? [service] : []),
        ...absences(timeline),
        ...(queueLeft ? [queueLeft] : []),
      ],
      refuter: `A Job grpc-job-${id} in any namespace would show it wrong: then the bot looks in the wrong one`,
      commands: [
        kubectl(timeline, `get jobs -A | grep -F 'job-${id}'`),
        kubectl(timeline, `get events --sort-by=.lastTimestamp | grep -F -- 'job-${id}'`),
        kubectl(timeline, `logs -l ${backendSelector(timeline)} --tail=-1 --since=1h | grep -F -- '${id}'`),
      ],
      open: queueLeft || deleted ? [] : [`Whether there ever was a job ${id} is not known from this`],
    };
  },
  refutedBy: (timeline) =>
    livingStates(timeline)
      .slice(-1)
      .filter(({ at, fact }) => !isEnded(fact) && !deletions(timeline).some((gone) => gone.at >= at)),
};

function how(deleted: boolean, seen: boolean): string {
  if (!deleted) return 'is not there';
  return seen ? 'was deleted while the bot looked' : 'was deleted';
}

/** The latest state of each object. */
function latest<F extends KubernetesJobState | PodState>(states: readonly Observation<F>[]): readonly Observation<F>[] {
  return [...new Map(states.map((state) => [state.fact.name, state])).values()];
}
