import type { Rule } from './rule.ts';
import { slowPhase } from './slow-phase.ts';

/** The analyzer ran and made its queue late. */
export const queueSlow: Rule = {
  id: 'queue-slow',
  needs: ['queue-state', 'pod-state'],
  explains: [],
  blames: 'pace',
  find: (timeline) =>
    slowPhase(
      timeline,
      ['queue'],
      'From the running container to its queue',
      'Read the start of the analyzer log: model loading, DNS and the connection to RabbitMQ',
    ),
};
