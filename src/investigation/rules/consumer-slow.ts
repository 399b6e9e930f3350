import type { Rule } from '../finding.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { backendSelector, kubectl, rabbitmqctl } from './commands.ts';
import { jobOf } from './read-timeline.ts';
import { type SlowWords, slowPhase } from './slow-phase.ts';

/** The queue was there and its consumer came late. */
export const consumerSlow: Rule = {
  id: 'consumer-slow',
  means: 'the consumer came late',
  needs: ['queue-state', 'metadata-answer'],
  explains: [],
  blames: 'pace',
  find: (timeline) => slowPhase(timeline, ['consumer', 'metadata'], words(timeline), 'consumer'),
};

function words(timeline: Timeline): SlowWords {
  const job = jobOf(timeline);
  const selector = backendSelector(timeline);
  return {
    what: 'From the queue to the consumer',
    part: 'attaching it to its queue',
    confidence: 'likely',
    remedy: 'Configure fewer jobs at once; if it is late alone too, give Focus Server more consumer workers',
    refuter: `A line of RabbitMQ's or the backend's log in which the consumer of grpc-job-${job} attaches within 5 s of its queue would show it wrong`,
    commands: [
      kubectl(timeline, `logs -l ${selector} --tail=-1 --since=10m --timestamps | grep -iE 'consumer|${job}'`),
      kubectl(timeline, `top pods -l ${selector}`),
      kubectl(timeline, 'get jobs | grep -c grpc-job'),
      rabbitmqctl(timeline, 'list_queues -p <vhost> name consumers messages | grep grpc-job'),
    ],
  };
}
