import { moment } from '../say.ts';
import { all, consumerMissing, jobOf, unknownAnswers } from './looks.ts';
import type { Rule } from './rule.ts';

/** RabbitMQ shows the job's consumer, and metadata goes on saying that it does not know the job. */
export const metadataNotWired: Rule = {
  id: 'metadata-not-wired',
  needs: ['queue-state', 'metadata-answer'],
  explains: ['consumer-never-created'],
  blames: 'stack',
  find(timeline) {
    const attached = all(timeline, 'queue-state').find(({ fact }) => fact.consumers > 0);
    const last = all(timeline, 'queue-state').at(-1);
    if (!consumerMissing(timeline) || !attached || !last || last.fact.consumers === 0) return undefined;
    const at = moment(timeline.milestones['consumer-attached']);
    return {
      summary: `Metadata does not see the consumer of ${jobOf(timeline)}: RabbitMQ has ${last.fact.consumers} on ${last.fact.name} since ${at}, metadata says "Invalid job_id" to the end`,
      remedy:
        'Ask metadata for another job that streams: if it too is unknown, this build does not register consumers with the metadata route',
      because: [attached, last, ...unknownAnswers(timeline)],
      open: ['Whether metadata answers for any other job was not asked'],
    };
  },
};
