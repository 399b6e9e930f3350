import { counted } from '#lib/counted.ts';
import type { Found, Rule } from '../finding.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { backendSelector, kubectl, rabbitmqctl } from './commands.ts';
import { controlJob, jobOf } from './read-timeline.ts';
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
    ...remedy(timeline),
    refuter: `A line of RabbitMQ's or the backend's log in which the consumer of grpc-job-${job} attaches within 5 s of its queue would show it wrong`,
    commands: [
      kubectl(timeline, `logs -l ${selector} --tail=-1 --since=10m --timestamps | grep -iE 'consumer|${job}'`),
      kubectl(timeline, `top pods -l ${selector}`),
      kubectl(timeline, 'get jobs | grep -c grpc-job'),
      rabbitmqctl(timeline, 'list_queues -p <vhost> name consumers messages | grep grpc-job'),
    ],
  };
}

/** Beside others it waited for its turn; alone, nobody saw why. */
function remedy(timeline: Timeline): Pick<Found, 'remedy' | 'unexplained'> {
  const others = controlJob(timeline)?.fact.others ?? 0;
  if (others > 0) return { remedy: `Configure fewer jobs at once: ${counted(others, 'other')} lived beside it` };
  return { unexplained: true, remedy: 'Run again; if the consumer is late again, give this to the backend team' };
}
