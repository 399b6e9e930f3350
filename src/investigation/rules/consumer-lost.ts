import { wasSeen } from '../evidence.ts';
import type { Rule } from '../finding.ts';
import { hasConsumer, type Observation, type QueueState } from '../observation.ts';
import { plainly, seconds } from '../say.ts';
import { mayBeOver } from '../subject.ts';
import { consumerGone } from '../timeline/metadata-answers.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { isRunning, livingStates } from './analyzer-pod.ts';
import { backendSelector, kubectl, rabbitmqctl } from './commands.ts';
import { absences, complaintsOfJob, jobOf, livingQueue } from './read-timeline.ts';

/** The consumer came and went, while the job lived. */
export const consumerLost: Rule = {
  id: 'consumer-lost',
  means: 'the consumer came and went',
  needs: ['queue-state'],
  explains: ['consumer-never-created', 'queue-without-consumer', 'metadata-not-wired'],
  blames: 'stack',
  stage: { after: 'consumer-attached' },
  find(timeline) {
    const ready = timeline.milestones['consumer-ready'];
    const looks = livingQueue(timeline);
    const life = lifeOf(looks);
    if (!life || hasConsumer(life.last.fact) || life.gone.length === 0) return undefined;
    const lost = life.gone.at(-1);
    // What metadata answered for in time was lost later than the question was about.
    if (!lost || (ready.state === 'reached' && !consumerGone(timeline.evidence))) return undefined;
    const { zero } = timeline.evidence.subject;
    if (mayBeOver(timeline.evidence.subject, lost.at)) return undefined;
    const job = jobOf(timeline);
    const lines = complaintsOfJob(timeline, /consumer|cancel|channel|connection/i);
    const grew = (life.last.fact.ready ?? 0) - (lost.fact.ready ?? 0);
    const again = life.gone.length > 1 ? `, for the ${ordinal(life.gone.length)} time` : '';
    const name = life.first.fact.name ?? `grpc-job-${job}`;
    return {
      // With its pod out of sight, the end of that may be why.
      confidence: outlived(timeline) ? 'certain' : 'possible',
      headline: `job ${job} lost its consumer after ${plainly(lost.at - zero)}`,
      summary: `The consumer of job ${job} came and went: RabbitMQ had it on ${name} from ${seconds(life.first.at - zero)}, and had none from ${seconds(lost.at - zero)} on${again}${grew > 0 ? `, while ${grew} messages gathered` : ''}`,
      remedy:
        'Run again; if it is lost again, give the broker’s log of that second to the backend team: it names who closed the channel, and why',
      because: [
        life.first,
        lost,
        ...(life.last === lost ? [] : [life.last]),
        ...lines,
        ...absences(timeline).slice(-1),
      ],
      refuter: `A consumer on ${name} at the last look would show it wrong`,
      commands: [
        kubectl(timeline, `logs rabbitmq-panda-0 --since=10m | grep -iE 'cancel|closing|error|timeout'`),
        kubectl(timeline, `logs -l ${backendSelector(timeline)} --tail=-1 --since=10m | grep -iE 'consumer|${job}'`),
        rabbitmqctl(timeline, `list_queues -p <vhost> name consumers messages | grep -F 'grpc-job-${job}'`),
      ],
    };
  },
  refutedBy: (timeline) =>
    livingQueue(timeline)
      .slice(-1)
      .filter(({ fact }) => hasConsumer(fact)),
};

/** The analyzer was seen to run on. */
function outlived(timeline: Timeline): boolean {
  return wasSeen(timeline.evidence, 'pod-state') && livingStates(timeline).slice(-1).some(isRunning);
}

/** The first look with a consumer, the looks at which it was gone, and the last one. */
function lifeOf(looks: readonly Observation<QueueState>[]) {
  const begin = looks.findIndex(({ fact }) => hasConsumer(fact));
  const first = looks[begin];
  const last = looks.at(-1);
  if (!first || !last) return undefined;
  const gone: Observation<QueueState>[] = [];
  let had = true;
  for (const look of looks.slice(begin + 1)) {
    const has: boolean = look.fact.consumers === undefined ? had : hasConsumer(look.fact);
    if (had && !has && look.fact.exists) gone.push(look);
    had = has;
  }
  return { first, last, gone };
}

function ordinal(n: number): string {
  return n === 2 ? 'second' : n === 3 ? 'third' : `${n}th`;
}
