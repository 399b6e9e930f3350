import { usually, usualTotal } from '../baseline.ts';
import { wasSeen } from '../evidence.ts';
import type { LogLine, Observation } from '../observation.ts';
import { limit, moment, secondsAtLeast } from '../say.ts';
import type { Timeline } from '../timeline.ts';
import { complaints, consumerMissing, grpcPod, jobOf, lastQueue, unknownAnswers } from './looks.ts';
import type { Rule } from './rule.ts';

/** Everything a consumer needs was there, and it never came: the pod Running and Ready, metadata `Invalid job_id` to the end. */
export const consumerNeverCreated: Rule = {
  id: 'consumer-never-created',
  needs: ['metadata-answer', 'pod-state'],
  explains: [],
  blames: 'stack',
  find(timeline) {
    const ready = timeline.milestones['consumer-ready'];
    const pod = grpcPod(timeline);
    if (!consumerMissing(timeline) || ready.state !== 'not-reached' || !pod?.fact.ready || pod.fact.deleted)
      return undefined;
    const queue = lastQueue(timeline);
    const { consumerFailMs } = timeline.evidence.subject.limits;
    if ((queue && queue.fact.consumers > 0) || ready.after < consumerFailMs) return undefined;
    return {
      summary: `Job ${jobOf(timeline)} never got its consumer: metadata said "Invalid job_id" for ${secondsAtLeast(ready.after)} (limit ${limit(consumerFailMs)}, ${usually(usualTotal(timeline.evidence.background?.usual))}), though its pod was Ready since ${moment(timeline.milestones['pod-ready'])}`,
      remedy: remedy(complaints(timeline, /consumer/i)),
      because: [...unknownAnswers(timeline), pod, ...(queue ? [queue] : []), ...complaints(timeline, /consumer/i)],
      open: openQuestions(timeline),
    };
  },
};

function remedy([first]: readonly Observation<LogLine>[]): string {
  if (!first) return 'Look at the consumer side of Focus Server; no log line that was seen complains about a consumer';
  const words = first.fact.text.replace(/^.*?\b(?:ERROR|CRITICAL|WARNING|WARN)\b\s*/, '').slice(0, 300);
  return `Follow what ${first.fact.pod} says: "${words}"`;
}

function openQuestions({ evidence }: Timeline): readonly string[] {
  const queue = wasSeen(evidence, 'queue-state')
    ? []
    : ['Whether the queue has a consumer was not seen, so metadata alone says that there is none'];
  return [...queue, 'Whether metadata answers for another job of this environment was not asked'];
}
