import type { Rule } from '../finding.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { kubectl } from './commands.ts';
import { jobOf } from './read-timeline.ts';
import { type SlowWords, slowPhase } from './slow-phase.ts';

/** Making, scheduling or starting the pod was the slow part. */
export const podSlow: Rule = {
  id: 'pod-slow',
  means: 'the pod started slowly',
  needs: ['pod-state'],
  explains: [],
  blames: 'pace',
  find: (timeline) => slowPhase(timeline, ['job-creation', 'scheduling', 'container-start'], words(timeline)),
};

function words(timeline: Timeline): SlowWords {
  const job = jobOf(timeline);
  return {
    what: 'Starting the pod',
    part: 'the start of the pod',
    confidence: 'likely',
    remedy: 'Pre-pull the image and keep a GPU free: the pod’s events say which of them it waited for',
    refuter: `Events of grpc-job-${job} in which its container starts within 10 s of the pod's making would show it wrong`,
    commands: [
      kubectl(timeline, `get events --sort-by=.lastTimestamp | grep -F 'grpc-job-${job}'`),
      kubectl(timeline, `describe pod -l job-name=grpc-job-${job}`),
      kubectl(timeline, `describe nodes | grep -A 12 'Allocated resources' | grep -E 'nvidia|cpu|memory'`),
      kubectl(timeline, 'top nodes'),
    ],
  };
}
