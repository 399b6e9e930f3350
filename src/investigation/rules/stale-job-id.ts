import type { Rule } from '../finding.ts';
import { livingStates } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { absences, all, consumerMissing, controlJob, ends, jobOf, lastQueue } from './read-timeline.ts';

/** The id is of an earlier job: living ones have counted on past it, or one of them has its slot. */
export const staleJobId: Rule = {
  id: 'stale-job-id',
  means: 'the id is of an earlier job',
  needs: ['kubernetes-job-state', 'pod-state', 'metadata-answer'],
  explains: ['job-gone', 'queue-missing', 'consumer-never-created'],
  blames: 'stack',
  asksOf: ['found'],
  final: true,
  find(timeline) {
    const jobs = all(timeline, 'kubernetes-job-state');
    const pods = all(timeline, 'pod-state').filter(({ fact }) => fact.role !== 'backend');
    const control = controlJob(timeline);
    const asked = numbersOf(jobOf(timeline));
    const living = control?.fact.jobId === undefined ? undefined : numbersOf(control.fact.jobId);
    if (!consumerMissing(timeline) || !control || !asked || !living || pods.length > 0) return undefined;
    if (jobs.length === 0 || jobs.some(({ fact }) => fact.exists || fact.deleted) || asked.counter >= living.counter)
      return undefined;
    const reused = asked.slot === living.slot;
    const queue = lastQueue(timeline);
    const left = queue?.fact.exists ? [queue] : [];
    return {
      blames: 'request',
      confidence: reused ? 'certain' : 'likely',
      headline: `${jobOf(timeline)} is the id of an earlier job, which is gone`,
      summary: `The id ${jobOf(timeline)} is of an earlier job: ${reused ? `its slot ${asked.slot} belongs to job ${control.fact.jobId} now` : `job ${control.fact.jobId} lives, and ids are counted up`}; Kubernetes has nothing of ${jobOf(timeline)}, so "Invalid job_id" is the right answer`,
      remedy: `Ask with the id of the last configure; /focus logs ${jobOf(timeline)} shows what was captured of the earlier job`,
      because: [control, ...ends(jobs), ...left, ...absences(timeline)],
      refuter: `A pod or a Job of ${jobOf(timeline)} in the namespace would show it wrong`,
      commands: [
        `${kubectl(timeline, 'get jobs,pods --sort-by=.metadata.creationTimestamp')} | grep -E 'grpc-job-[0-9]+-[0-9]+'`,
      ],
      open: reused ? [] : ['Ids begin anew with a deployment, so a lower number alone does not tell how old it is'],
    };
  },
  refutedBy: (timeline) => livingStates(timeline).slice(-1),
};

function numbersOf(jobId: string): { readonly slot: number; readonly counter: number } | undefined {
  const [, slot, counter] = /^(\d+)-(\d+)$/.exec(jobId) ?? [];
  return slot === undefined ? undefined : { slot: Number(slot), counter: Number(counter) };
}
