import { all, consumerMissing, lastQueue, unknownAnswers } from './looks.ts';
import type { Rule } from './rule.ts';

/** Messages come into the job's queue and nobody takes them. */
export const queueWithoutConsumer: Rule = {
  id: 'queue-without-consumer',
  needs: ['queue-state'],
  explains: ['consumer-never-created'],
  blames: 'stack',
  find(timeline) {
    const looks = all(timeline, 'queue-state').filter(({ fact }) => fact.exists);
    const first = looks[0];
    const last = lastQueue(timeline);
    if (!consumerMissing(timeline) || !first || !last?.fact.exists) return undefined;
    if (looks.some(({ fact }) => fact.consumers > 0) || last.fact.ready <= first.fact.ready) return undefined;
    return {
      summary: `Queue ${last.fact.name} has 0 consumers, expected at least 1, while its messages grow: ${first.fact.ready} → ${last.fact.ready}`,
      remedy: 'Restart or look at the consumer side of Focus Server: the analyzer publishes, nothing subscribes',
      because: [first, last, ...unknownAnswers(timeline).slice(-1)],
    };
  },
};
