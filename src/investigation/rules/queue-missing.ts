import { wasSeen } from '../evidence.ts';
import type { Rule } from '../finding.ts';
import { seconds } from '../say.ts';
import { livingAnalyzer, livingStates, quoted } from './analyzer-pod.ts';
import { kubectl, rabbitmqctl } from './commands.ts';
import { refusedUser, refusedVhost } from './rabbitmq-refused.ts';
import { absences, all, complaints, consumerMissing, jobOf, livingQueue } from './read-timeline.ts';

/** A queue is usually there within 7 s of the container's start. */
const LEAST_RUN_MS = 10_000;

/** In the broker's words. */
const REFUSED = /access_refused|not_allowed|\b403\b/i;

/** The analyzer runs, and its queue was never made. */
export const queueMissing: Rule = {
  id: 'queue-missing',
  means: 'the analyzer made no queue',
  needs: ['queue-state', 'pod-state'],
  explains: ['consumer-never-created'],
  blames: 'stack',
  stage: { before: 'queue-created' },
  find(timeline) {
    const looks = livingQueue(timeline);
    const pod = [livingAnalyzer(timeline), livingStates(timeline).at(-1)].find(
      (state) => state?.fact.phase === 'Running',
    );
    const last = looks.at(-1);
    if (!consumerMissing(timeline) || !last || looks.some(({ fact }) => fact.exists)) return undefined;
    if (!pod) return undefined;
    const started = timeline.milestones['container-started'];
    const ranMs = started.state === 'reached' ? last.fact.sentAt - timeline.evidence.subject.zero - started.latest : 0;
    const job = jobOf(timeline);
    const lines = complaints(timeline, /channel|queue|amqp|rabbit/i, 'grpc');
    // A login that RabbitMQ refuses looks the same, and only the log tells.
    const isTold = lines.length > 0 || wasSeen(timeline.evidence, 'log-line');
    const refusal = lines.find(({ fact }) => REFUSED.test(fact.text));
    const said = refusal ?? lines.at(-1);
    return {
      // One that has only begun may yet make it.
      confidence: ranMs >= LEAST_RUN_MS && isTold ? 'likely' : 'possible',
      headline: refusal
        ? `RabbitMQ refuses ${refusedUser(refusal.fact) ?? 'the analyzer'} the queue of job ${job}`
        : `the analyzer of job ${job} runs and made no queue in RabbitMQ`,
      summary: `RabbitMQ never had a queue grpc-job-${job} in ${seconds(timeline.endedMs)}, usually there within 7 s of the start, though pod ${pod.fact.name} runs${said ? `; it logged ${quoted(said)}` : ''}`,
      ...(refusal && { hits: 'new-jobs' as const }),
      remedy: refusal
        ? `Give back to ${refusedUser(refusal.fact) ?? 'the analyzer’s RabbitMQ user'} its rights (configure, write, read) on ${refusedVhost(refusal.fact)}, then run again`
        : said
          ? 'Fix what kept the analyzer from its queue, as it logged, then run again'
          : 'Undo the last build of the analyzer, then run again: it runs and makes no queue',
      because: [last, pod, ...lines, ...absences(timeline).slice(-1)],
      refuter: `A queue grpc-job-${job} in another vhost would show it wrong: then the bot looks in the wrong one`,
      commands: [
        kubectl(timeline, `logs ${pod.fact.name}`),
        rabbitmqctl(timeline, `list_queues -p <vhost> name consumers messages | grep -F 'grpc-job-${job}'`),
        rabbitmqctl(timeline, 'list_permissions -p <vhost>'),
        rabbitmqctl(timeline, 'list_vhosts'),
      ],
    };
  },
  refutedBy: (timeline) =>
    all(timeline, 'queue-state')
      .filter(({ fact }) => fact.exists)
      .slice(0, 1),
};
