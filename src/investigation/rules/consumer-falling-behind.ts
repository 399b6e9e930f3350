import type { Rule } from '../finding.ts';
import type { Observation, QueueState } from '../observation.ts';
import { seconds } from '../say.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { kubectl, rabbitmqctl } from './commands.ts';
import { all, jobOf } from './read-timeline.ts';

/** Fewer are what comes between two deliveries. */
const LEAST_GROWTH = 10;

/** The job has its consumer, and it takes messages more slowly than they come. */
export const consumerFallingBehind: Rule = {
  id: 'consumer-falling-behind',
  means: 'the consumer falls behind',
  needs: ['queue-state', 'metadata-answer'],
  explains: [],
  blames: 'pace',
  showsLater: true,
  find(timeline) {
    const ready = timeline.milestones['consumer-ready'];
    const looks = rising(timeline);
    const [first, last] = [looks[0], looks.at(-1)];
    if (ready.state !== 'reached' || !first || !last || looks.length < 3) return undefined;
    const growth = (last.fact.ready ?? 0) - (first.fact.ready ?? 0);
    if (growth < LEAST_GROWTH) return undefined;
    return {
      confidence: 'likely',
      headline: `the consumer of job ${jobOf(timeline)} falls behind: more and more messages wait`,
      summary: `The consumer of job ${jobOf(timeline)} falls behind: messages waiting in ${last.fact.name} grew from ${first.fact.ready} to ${last.fact.ready} in ${seconds(last.at - first.at)}, while it has a consumer; usually they stay near 0`,
      remedy:
        'Ask for less (NFFT, channels), or stop other jobs: what reads the stream is slower than the analyzer writes',
      because: [...looks.slice(0, 2), last, ...ready.witnesses.slice(-1)],
      refuter:
        'The waiting messages falling again while the job streams would show it wrong: it was the backlog of the start',
      commands: [
        rabbitmqctl(timeline, 'list_queues -p <vhost> name consumers messages_ready messages_unacknowledged'),
        kubectl(timeline, 'top pods'),
      ],
    };
  },
};

/** The last looks with a consumer, none with fewer messages than the one before. */
function rising(timeline: Timeline): readonly Observation<QueueState>[] {
  let run: Observation<QueueState>[] = [];
  for (const look of all(timeline, 'queue-state')) {
    const { consumers, ready } = look.fact;
    if (ready === undefined) continue;
    if (consumers === 0) run = [];
    else if (ready >= (run.at(-1)?.fact.ready ?? 0)) run.push(look);
    else run = [look];
  }
  return run;
}
