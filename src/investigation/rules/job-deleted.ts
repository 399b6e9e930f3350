import type { Rule } from '../finding.ts';
import { plainly, seconds } from '../say.ts';
import { deletionMs, deletions, livingStates, namesOf, needsAnalyzer } from './analyzer-pod.ts';
import { cleanUpStays, livesOn } from './cleaned-up-early.ts';
import { kubectl } from './commands.ts';
import { absences, all, consumerMissing, jobOf } from './read-timeline.ts';
import { isEnded } from './standing-pods.ts';

/** Somebody deleted the Job or its pod while its clean-up stayed: it was not the clean-up. */
export const jobDeleted: Rule = {
  id: 'job-deleted',
  means: 'somebody deleted the job',
  needs: ['pod-state', 'kubernetes-job-state'],
  explains: [...needsAnalyzer, 'pod-not-ready', 'pod-crashed', 'job-gone'],
  blames: 'stack',
  seldom: true,
  find(timeline) {
    const { limits } = timeline.evidence.subject;
    const gone = deletions(timeline);
    const atMs = deletionMs(timeline);
    if (!consumerMissing(timeline) || gone.length === 0 || atMs === undefined || livesOn(timeline)) return undefined;
    if (!cleanUpStays(timeline) || atMs > limits.consumerFailMs) return undefined;
    const names = namesOf(timeline);
    const cleanUp = all(timeline, 'kubernetes-job-state').findLast(({ fact }) => fact.name === names?.cleanupJob);
    const id = jobOf(timeline);
    return {
      confidence: 'likely',
      headline: `somebody deleted job ${id} after ${plainly(atMs)}, before its consumer came`,
      summary: `Job ${id} was deleted by somebody after ${seconds(atMs)}, before its consumer came: its clean-up, which would have gone with it, is still there`,
      remedy: 'Ask who or what deletes Jobs in this namespace (a person, a script, another controller), then run again',
      because: [...gone, ...(cleanUp ? [cleanUp] : []), ...absences(timeline).slice(-1)],
      refuter: `A line of cleanup-job-${id} that says that it deletes would show it wrong`,
      commands: [
        kubectl(timeline, 'get events --sort-by=.lastTimestamp'),
        kubectl(timeline, `logs -l job-name=cleanup-job-${id} --tail=50`),
      ],
      open: ['Who deleted it was not seen: the audit log of the Kubernetes API has it'],
    };
  },
  refutedBy: (timeline) =>
    livingStates(timeline)
      .filter(({ at }) => !deletions(timeline).some((gone) => gone.at >= at))
      .slice(-1)
      .filter(({ fact }) => !isEnded(fact)),
};
