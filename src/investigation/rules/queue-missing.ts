import { seconds } from '../say.ts';
import { all, complaints, consumerMissing, grpcPod, jobOf, unknownAnswers } from './looks.ts';
import type { Rule } from './rule.ts';

/** The analyzer runs, and its queue was never made. */
export const queueMissing: Rule = {
  id: 'queue-missing',
  needs: ['queue-state', 'pod-state'],
  explains: ['consumer-never-created'],
  blames: 'stack',
  find(timeline) {
    const looks = all(timeline, 'queue-state');
    const pod = grpcPod(timeline);
    const last = looks.at(-1);
    if (!consumerMissing(timeline) || !last || looks.some(({ fact }) => fact.exists)) return undefined;
    if (pod?.fact.phase !== 'Running') return undefined;
    return {
      summary: `RabbitMQ never had a queue grpc-job-${jobOf(timeline)} in ${seconds(timeline.endedMs)}, usually there within 7 s of the start, though pod ${pod.fact.name} runs`,
      remedy: `Read the analyzer's log for channel and permission errors: kubectl logs ${pod.fact.name}`,
      because: [
        last,
        pod,
        ...complaints(timeline, /channel|queue|amqp|rabbit/i, 'grpc'),
        ...unknownAnswers(timeline).slice(-1),
      ],
    };
  },
};
