import type { Rule } from './rule.ts';
import { slowPhase } from './slow-phase.ts';

/** The queue was there and its consumer came late. */
export const consumerSlow: Rule = {
  id: 'consumer-slow',
  needs: ['queue-state', 'metadata-answer'],
  explains: [],
  blames: 'pace',
  find: (timeline) =>
    slowPhase(
      timeline,
      ['consumer', 'metadata'],
      'From the queue to the consumer',
      'Look at the load of Focus Server and its log lines about this consumer',
    ),
};
