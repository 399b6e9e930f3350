import type { Rule } from '../finding.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { backendSelector, curl, kubectl } from './commands.ts';
import { jobOf } from './read-timeline.ts';
import { type SlowWords, slowPhase } from './slow-phase.ts';

/** RabbitMQ had the consumer, and metadata knew of it late. */
export const metadataSlow: Rule = {
  id: 'metadata-slow',
  means: 'metadata learned of the consumer late',
  countsBy: 'metadata',
  needs: ['queue-state', 'metadata-answer'],
  explains: [],
  blames: 'pace',
  find: (timeline) => slowPhase(timeline, ['metadata'], words(timeline)),
};

function words(timeline: Timeline): SlowWords {
  const job = jobOf(timeline);
  return {
    what: 'From the consumer on its queue to the first answer of metadata',
    part: 'metadata',
    confidence: 'likely',
    remedy: 'Configure fewer jobs at once: the consumer was there, and Focus Server registered it late',
    refuter: `Metadata answering for ${job} within 2 s of its consumer on the queue would show it wrong`,
    commands: [
      kubectl(
        timeline,
        `logs -l ${backendSelector(timeline)} --tail=-1 --since=10m --timestamps | grep -F -- '${job}'`,
      ),
      kubectl(timeline, `top pods -l ${backendSelector(timeline)}`),
      curl(timeline, `/metadata/${job}`),
    ],
  };
}
