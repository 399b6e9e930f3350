import type { Rule } from './rule.ts';
import { slowPhase } from './slow-phase.ts';

/** The configure call itself was the slow part. */
export const configureSlow: Rule = {
  id: 'configure-slow',
  needs: ['configure-answer'],
  explains: [],
  blames: 'pace',
  find: (timeline) =>
    slowPhase(
      timeline,
      ['configure'],
      'Configure',
      'Look at the load of Focus Server: ten calls at once make configure take 15–47 s',
    ),
};
