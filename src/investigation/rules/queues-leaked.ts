import { ageWords } from '#lib/duration.ts';
import type { Rule } from '../finding.ts';
import { rabbitmqctl } from './commands.ts';
import { jobsSeenIn, partsOf, viewOf } from './job-parts.ts';
import { leaksOf } from './leaks.ts';
import { all } from './read-timeline.ts';

/** Every job leaves its queue behind; so many slow the broker's lists and hide what matters. */
const MANY_QUEUES = 20;

/** Queues of jobs that have no pods any more: the clean-up's attempt to delete them is a no-op. */
export const queuesLeaked: Rule = {
  id: 'queues-leaked',
  means: 'old queues were left behind',
  needs: ['job-queues', 'pod-state'],
  explains: [],
  blames: 'strain',
  asksOf: ['environment'],
  find(timeline) {
    const seen = jobsSeenIn(timeline.evidence);
    const leaks = leaksOf(partsOf(seen), viewOf(seen)).filter(({ kind }) => kind === 'queue-without-pods');
    if (leaks.length < MANY_QUEUES) return undefined;
    const oldest = leaks.reduce((most, { ageMs = 0 }) => Math.max(most, ageMs), 0);
    return {
      confidence: 'certain',
      headline: `${leaks.length} queues of old jobs were left behind`,
      summary: `${leaks.length} queues of jobs without pods were left behind${oldest > 0 ? `, the oldest ${ageWords(oldest)} old` : ''}`,
      remedy: 'Delete the queues that /focus jobs lists as left behind: the clean-up of a job leaves its queue there',
      because: all(timeline, 'job-queues'),
      refuter: 'A living job with one of these ids would show that queue wrong',
      commands: [rabbitmqctl(timeline, 'list_queues -p <vhost> name consumers messages_ready')],
    };
  },
};
