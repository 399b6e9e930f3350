import { wasSeen } from '../evidence.ts';
import type { Confidence, Rule } from '../finding.ts';
import {
  type ControlJob,
  hasConsumer,
  type LogLine,
  type Observation,
  type PodState,
  type QueueState,
} from '../observation.ts';
import { limit, moment, plainlyAtLeast, secondsAtLeast } from '../say.ts';
import { whatCounts } from '../timeline/ready.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { usually, usualTotal } from '../timeline/usual.ts';
import { isTakenAway, livingAnalyzer, quoted } from './analyzer-pod.ts';
import { backendSelector, curl, kubectl, rabbitmqctl } from './commands.ts';
import { isDenied } from './metadata-not-wired.ts';
import {
  absences,
  all,
  complaintsOfJob,
  consumerMissing,
  controlJob,
  isOurs,
  jobOf,
  lastQueue,
  livingQueue,
} from './read-timeline.ts';

/** Everything a consumer needs was there, and it never came: the pod Running and Ready, metadata `Invalid job_id` to the end. */
export const consumerNeverCreated: Rule = {
  id: 'consumer-never-created',
  means: 'Focus Server made no consumer',
  needs: ['metadata-answer', 'pod-state'],
  explains: [],
  blames: 'stack',
  stage: { before: 'consumer-attached', after: 'pod-ready' },
  toldBy: ['queue-state'],
  find(timeline) {
    const ready = timeline.milestones['consumer-ready'];
    const pod = livingAnalyzer(timeline);
    if (!consumerMissing(timeline) || ready.state !== 'not-reached' || !pod?.fact.ready || isTakenAway(timeline, pod))
      return undefined;
    const queue = lastQueue(timeline);
    const control = controlJob(timeline);
    const { consumerFailMs } = timeline.evidence.subject.limits;
    if (livingQueue(timeline).some(({ fact }) => hasConsumer(fact))) return undefined;
    if (control && isDenied(control)) return undefined;
    const isOver = ready.after >= consumerFailMs;
    const lines = complaintsOfJob(timeline, /consumer/i);
    const noWorker = lines.find(({ fact }) => NO_WORKER.test(fact.text));
    const said = noWorker ?? lines.at(-1);
    const answers = control?.fact.metadata === 'ready' ? [control] : [];
    return {
      // Before the limit it may yet come.
      confidence: isOver ? confidence(timeline, lines, answers.length > 0) : 'possible',
      headline: noWorker
        ? `Focus Server had no free consumer worker for job ${jobOf(timeline)}`
        : isOver
          ? `Focus Server made no consumer for job ${jobOf(timeline)} in ${plainlyAtLeast(ready.after)}`
          : `job ${jobOf(timeline)} had no consumer yet after ${plainlyAtLeast(ready.after)}`,
      summary: `Job ${jobOf(timeline)} ${isOver ? 'never got' : 'had not got'} its consumer: ${whatCounts(timeline.evidence).missing} for ${secondsAtLeast(ready.after)} (limit ${limit(consumerFailMs)}, ${usually(usualTotal(timeline.evidence))}), though its pod was Ready since ${moment(timeline.milestones['pod-ready'])}${said ? `; the log says ${quoted(said)}` : ''}`,
      hits: noWorker ? 'new-jobs' : 'told-by-a-run',
      ...(!said && { unexplained: true as const }),
      remedy: remedy(said, noWorker !== undefined),
      because: [
        ...absences(timeline),
        pod,
        ...(queue ? [queue] : [...contentLog(timeline), ...closedStream(timeline)]),
        ...answers,
        ...lines,
      ],
      refuter: refuter(timeline, queue),
      commands: commands(timeline, pod, control),
      open: openQuestions(timeline, control),
    };
  },
  refutedBy: (timeline) =>
    livingQueue(timeline)
      .filter(({ fact }) => hasConsumer(fact))
      .slice(0, 1),
};

/**
 * A line about this job's consumer says it. Without one, what else looks the same must be excluded: a queue that is missing,
 * by the queue itself or by the job's own log, which complains of it wherever it is missing; and metadata that does not
 * know its consumers, by a queue without one, another job that it knows, or a stream that never opened.
 */
function confidence(timeline: Timeline, lines: readonly Observation<LogLine>[], known: boolean): Confidence {
  if (lines.some(isOurs) || hasBareQueue(timeline)) return 'likely';
  const metadataIsTrue = known || closedStream(timeline).length > 0;
  return contentLog(timeline).length > 0 && metadataIsTrue ? 'likely' : 'possible';
}

function hasBareQueue(timeline: Timeline): boolean {
  return wasSeen(timeline.evidence, 'queue-state') && lastQueue(timeline)?.fact.exists === true;
}

/** The last line of the job's log where it was read to the end, none complains about queue or broker, and nobody looked at these. */
function contentLog(timeline: Timeline): readonly Observation[] {
  if (!wasSeen(timeline.evidence, 'log-line') || lastQueue(timeline)) return [];
  const complains = complaintsOfJob(timeline, /amqp|rabbit|broker|queue|channel|pika|:567[12]\b/i).length > 0;
  const lines = all(timeline, 'log-line').filter(({ fact }) => fact.source === 'grpc');
  return complains ? [] : lines.slice(-1);
}

/** The last look at a stream port that was looked at to the end and never open. */
function closedStream(timeline: Timeline): readonly Observation[] {
  const looks = all(timeline, 'stream-port');
  const closed = wasSeen(timeline.evidence, 'stream-port') && looks.every(({ fact }) => !fact.open);
  return closed ? looks.slice(-1) : [];
}

const NO_WORKER = /\bno (?:free|idle|available)\b.{0,200}\bworkers?\b|\bworkers?\b.{0,200}\b(?:busy|exhausted)\b/i;

function isByMetadata({ evidence }: Timeline): boolean {
  return whatCounts(evidence).by === 'metadata';
}

function remedy(said: Observation | undefined, noWorker: boolean): string {
  if (noWorker)
    return 'Run again in a minute, when abandoned jobs have ended and freed their workers; if none is free then either, give Focus Server more consumer workers';
  return said
    ? 'Fix the error that Focus Server logged of this consumer, then run again'
    : 'Run again; if the new job gets no consumer either, restart Focus Server (the jobs that run are lost)';
}

function refuter(timeline: Timeline, queue: Observation<QueueState> | undefined): string {
  const name = queue?.fact.name ?? `grpc-job-${jobOf(timeline)}`;
  return queue?.fact.exists
    ? `A consumer on queue ${name} in that time would show it wrong${isByMetadata(timeline) ? ': then metadata does not know it' : ''}`
    : `RabbitMQ without a queue ${name}, or with a consumer on it, would show it wrong`;
}

function commands(
  timeline: Timeline,
  { fact: { name } }: Observation<PodState>,
  control: Observation<ControlJob> | undefined,
): readonly string[] {
  const job = jobOf(timeline);
  const other = control?.fact.jobId;
  const selector = backendSelector(timeline);
  return [
    kubectl(timeline, `logs -l ${selector} --tail=-1 --since=10m | grep -iE 'consumer|${job}'`),
    kubectl(timeline, `logs ${name}`),
    rabbitmqctl(timeline, `list_queues -p <vhost> name consumers messages | grep -F 'grpc-job-${job}'`),
    ...(other === undefined ? [] : [curl(timeline, `/metadata/${other}`)]),
  ];
}

function openQuestions(timeline: Timeline, control: Observation<ControlJob> | undefined): readonly string[] {
  const queue = wasSeen(timeline.evidence, 'queue-state')
    ? []
    : [
        `Whether the queue has a consumer was not seen, so ${isByMetadata(timeline) ? 'metadata' : 'its stream port'} alone says that there is none`,
      ];
  if (!isByMetadata(timeline)) return queue;
  if (!control) return [...queue, 'Whether metadata answers for another job of this environment was not asked'];
  if (control.fact.metadata !== undefined) return queue;
  return [...queue, 'No other job of this environment was there to ask metadata about'];
}
