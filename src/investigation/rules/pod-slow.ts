import type { Rule } from './rule.ts';
import { slowPhase } from './slow-phase.ts';

/** Making, scheduling or starting the pod was the slow part. */
export const podSlow: Rule = {
  id: 'pod-slow',
  needs: ['pod-state'],
  explains: [],
  blames: 'pace',
  find: (timeline) =>
    slowPhase(
      timeline,
      ['job-creation', 'scheduling', 'container-start'],
      'Starting the pod',
      'Look at the events of the pod: image pull, GPU and node',
    ),
};
