import type { Rule } from '../finding.ts';
import { hasConsumer } from '../observation.ts';
import { backendSelector, kubectl, rabbitmqctl } from './commands.ts';
import { absences, consumerMissing, jobOf, lastQueue, livingQueue } from './read-timeline.ts';

/** Messages come into the job's queue and nobody takes them. */
export const queueWithoutConsumer: Rule = {
  id: 'queue-without-consumer',
  means: 'nobody takes the messages of the queue',
  needs: ['queue-state'],
  explains: ['consumer-never-created'],
  blames: 'stack',
  stage: { before: 'consumer-attached', after: 'queue-created' },
  find(timeline) {
    const looks = livingQueue(timeline).filter(({ fact }) => fact.exists);
    const first = looks[0];
    const last = lastQueue(timeline);
    if (!consumerMissing(timeline) || !first || !last?.fact.exists) return undefined;
    const [was, is] = [first.fact.ready, last.fact.ready];
    if (looks.some(({ fact }) => fact.consumers !== 0)) return undefined;
    if (was === undefined || is === undefined || is <= was) return undefined;
    const exact = looks.every(({ fact }) => fact.via === 'amqp');
    const job = jobOf(timeline);
    return {
      // A passive declare counts at this instant; the management API's figures may be 5 s old.
      confidence: exact ? 'certain' : 'likely',
      headline: `messages pile up in the queue of job ${job}, which never had a consumer`,
      summary: `Queue ${last.fact.name} has 0 consumers, expected at least 1, while its messages grow: ${was} → ${is}`,
      hits: 'told-by-a-run',
      unexplained: true,
      remedy: 'Run again; if the new job gets no consumer either, restart Focus Server (the jobs that run are lost)',
      because: [first, last, ...absences(timeline).slice(-1)],
      refuter: `One consumer on ${last.fact.name}, or messages of it that no longer grow, would show it wrong`,
      commands: [
        rabbitmqctl(timeline, `list_queues -p <vhost> name consumers messages_ready | grep -F 'grpc-job-${job}'`),
        kubectl(
          timeline,
          `logs -l ${backendSelector(timeline)} --tail=-1 --since=10m | grep -iE 'consumer|subscrib|channel'`,
        ),
        kubectl(timeline, `get deployments -l ${backendSelector(timeline)}`),
      ],
    };
  },
  refutedBy: (timeline) =>
    livingQueue(timeline)
      .filter(({ fact }) => hasConsumer(fact))
      .slice(0, 1),
};
