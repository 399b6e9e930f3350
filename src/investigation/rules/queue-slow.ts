import type { Rule } from '../finding.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { kubectl } from './commands.ts';
import { jobOf } from './read-timeline.ts';
import { type SlowWords, slowPhase } from './slow-phase.ts';

/** The analyzer ran and made its queue late. */
export const queueSlow: Rule = {
  id: 'queue-slow',
  means: 'the queue came late',
  needs: ['queue-state', 'pod-state'],
  explains: [],
  blames: 'pace',
  find: (timeline) => slowPhase(timeline, ['queue'], words(timeline)),
};

function words(timeline: Timeline): SlowWords {
  const job = jobOf(timeline);
  return {
    what: 'From the running container to its queue',
    part: 'making the queue',
    confidence: 'likely',
    remedy: 'Make the analyzer’s start lighter: its log shows whether the model, DNS or RabbitMQ took the time',
    refuter: `A line of grpc-job-${job}'s log that declares its queue within 7 s of the container's start would show it wrong`,
    commands: [
      kubectl(timeline, `logs -l job-name=grpc-job-${job} --tail=-1 --timestamps | head -50`),
      kubectl(timeline, 'exec rabbitmq-panda-0 -- rabbitmq-diagnostics check_local_alarms'),
      kubectl(timeline, `logs rabbitmq-panda-0 --since=10m | grep -iE 'accept|closing|error'`),
      kubectl(timeline, 'top nodes'),
    ],
  };
}
