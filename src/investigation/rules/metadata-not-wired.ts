import { wasSeen } from '../evidence.ts';
import type { Confidence, Found, Rule } from '../finding.ts';
import { type ControlJob, hasConsumer, type Observation, type QueueState, type StreamPort } from '../observation.ts';
import { moment } from '../say.ts';
import { answersAnything } from '../timeline/metadata-answers.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { livingAnalyzer } from './analyzer-pod.ts';
import { backendSelector, curl, kubectl, rabbitmqctl } from './commands.ts';
import { isWithoutData } from './no-data-source.ts';
import { absences, all, consumerMissing, controlJob, jobOf, last, livingQueue } from './read-timeline.ts';

/** The job has its consumer, and metadata goes on saying that it does not know the job. */
export const metadataNotWired: Rule = {
  id: 'metadata-not-wired',
  means: 'metadata does not register it',
  countsBy: 'metadata',
  needs: ['metadata-answer'],
  explains: ['consumer-never-created'],
  blames: 'stack',
  stage: { after: 'consumer-attached' },
  toldBy: ['queue-state'],
  find(timeline) {
    if (!consumerMissing(timeline) || !isDeniedToTheEnd(timeline)) return undefined;
    const control = controlJob(timeline);
    const looks = livingQueue(timeline);
    const attached = looks.find(({ fact }) => hasConsumer(fact));
    const lastLook = looks.at(-1);
    if (attached && lastLook && hasConsumer(lastLook.fact))
      return { ...words(timeline, control), ...byQueue(timeline, control, attached, lastLook) };
    const stream = last(timeline, 'stream-port');
    if (looks.some(({ fact }) => fact.exists && fact.consumers !== undefined)) return undefined;
    if (looks.length > 0 && looks.every(({ fact }) => !fact.exists)) return undefined;
    if (control && isDenied(control) && stream?.fact.open)
      return { ...words(timeline, control), ...byStream(timeline, control, stream) };
    return couldBe(timeline, control, stream);
  },
  refutedBy: (timeline) => {
    const lastLook = livingQueue(timeline).at(-1);
    return lastLook?.fact.exists && lastLook.fact.consumers === 0 ? [lastLook] : [];
  },
};

/** Metadata does not know a job that lives: it has a consumer, or, where that is unknown, it streams. */
export function isDenied({ fact }: Observation<ControlJob>): boolean {
  return (
    fact.metadata === 'id-unknown' && (fact.consumers === undefined ? fact.streamOpen === true : fact.consumers > 0)
  );
}

/** The last answers were still that it is unknown, but for a moment: what else came to the end tells nothing of the job. */
function isDeniedToTheEnd(timeline: Timeline): boolean {
  if (answersAnything(timeline.evidence)) return false;
  const answers = all(timeline, 'metadata-answer');
  const denied = answers.findLast(({ fact }) => fact.answer === 'id-unknown');
  return denied !== undefined && (answers.at(-1)?.at ?? 0) - denied.at < USELESS_MS;
}

const USELESS_MS = 3_000;

/** What it said in between may have been something else. */
function howLong(timeline: Timeline): string {
  const isAll = all(timeline, 'metadata-answer').every(({ fact }) => fact.answer === 'id-unknown');
  return isAll ? 'to the end' : 'as often as it tells';
}

/** Nobody saw the queue's consumers: nothing excludes it while the job's pod may live. */
function couldBe(
  timeline: Timeline,
  control: Observation<ControlJob> | undefined,
  stream: Observation<StreamPort> | undefined,
): Found | undefined {
  const pod = livingAnalyzer(timeline);
  if (control?.fact.metadata === 'ready' || (pod && pod.fact.phase !== 'Running')) return undefined;
  const denied = control && isDenied(control) ? [control] : [];
  const open = stream?.fact.open ? [stream] : [];
  const too = denied.map(({ fact }) => `, and job ${fact.jobId}, which streams, is denied too`).join('');
  return {
    ...words(timeline, control),
    confidence: 'possible',
    headline: `metadata may not know the consumer of job ${jobOf(timeline)}`,
    summary: `Metadata may not know its consumers: whether ${jobOf(timeline)} has one on its queue was not seen${too}`,
    because: [...denied, ...open, ...(pod ? [pod] : []), ...absences(timeline)],
  };
}

type Proof = Pick<Found, 'confidence' | 'headline' | 'summary' | 'because'>;

function byQueue(
  timeline: Timeline,
  control: Observation<ControlJob> | undefined,
  attached: Observation<QueueState>,
  lastLook: Observation<QueueState>,
): Proof {
  const { consumers, name } = lastLook.fact;
  const denied = control && isDenied(control) ? [control] : [];
  const too = denied.map(({ fact }) => `, as it does of job ${fact.jobId}, which lives too`).join('');
  const since = moment(timeline.milestones['consumer-attached']);
  return {
    confidence: confidence(timeline, control, lastLook.fact),
    headline: `job ${jobOf(timeline)} works, but metadata does not know ${denied.length > 0 ? 'any job on this build' : 'it'}`,
    summary: `Metadata does not see the consumer of ${jobOf(timeline)}: RabbitMQ has ${consumers} on ${name} since ${since}, metadata says "Invalid job_id" ${howLong(timeline)}${too}`,
    because: [attached, lastLook, ...denied, ...absences(timeline)],
  };
}

/** RabbitMQ was not seen: two jobs that stream, and metadata knows neither. */
function byStream(timeline: Timeline, control: Observation<ControlJob>, stream: Observation<StreamPort>): Proof {
  return {
    // Two jobs may be as broken: a stream port opens without a consumer.
    confidence: 'possible',
    headline: `metadata knows neither job ${jobOf(timeline)} nor job ${control.fact.jobId}, and both are open`,
    summary: `Metadata knows neither job ${jobOf(timeline)}, whose stream port ${stream.fact.port} accepts, nor job ${control.fact.jobId}, which lives too: it says "Invalid job_id" of both`,
    because: [stream, control, ...absences(timeline)],
  };
}

function confidence(timeline: Timeline, control: Observation<ControlJob> | undefined, queue: QueueState): Confidence {
  const toTheEnd = wasSeen(timeline.evidence, 'queue-state');
  if (control?.fact.metadata === 'ready' || isWithoutData(timeline)) return 'possible';
  if (control && isDenied(control)) return toTheEnd && (control.fact.consumers ?? 0) > 0 ? 'certain' : 'likely';
  return toTheEnd && queue.via === 'amqp' ? 'likely' : 'possible';
}

function words(
  timeline: Timeline,
  control: Observation<ControlJob> | undefined,
): Pick<Found, 'remedy' | 'against' | 'refuter' | 'commands' | 'open'> {
  const job = jobOf(timeline);
  const other = control?.fact.jobId;
  return {
    remedy: `${remedy(control)}${proposal(timeline)}`,
    against: control?.fact.metadata === 'ready' ? [control] : [],
    refuter: `One answer 200 of GET /metadata for ${other ?? 'any job that streams'} would show it wrong: then only job ${job} is affected`,
    commands: [
      curl(timeline, `/metadata/${job}`),
      ...(other === undefined ? [] : [curl(timeline, `/metadata/${other}`)]),
      rabbitmqctl(timeline, 'list_queues -p <vhost> name consumers | grep grpc-job'),
      kubectl(
        timeline,
        `get pods -l ${backendSelector(timeline)} -o jsonpath='{.items[*].spec.containers[*].image}{"\\n"}'`,
      ),
    ],
    open: openQuestions(control),
  };
}

function remedy(control: Observation<ControlJob> | undefined): string {
  if (control && isDenied(control)) return TELL;
  if (control?.fact.metadata !== 'ready') return ASK;
  return `Go on with the stream, and tell the backend team: metadata knows job ${control.fact.jobId}, so only this one was not registered`;
}

/** The second time in a row it is no news: where streams are what counts, that can be said. */
function proposal({ evidence }: Timeline): string {
  const { background, subject } = evidence;
  const [before] = (background?.recent ?? []).filter(({ jobId }) => jobId !== subject.job?.id);
  if (before?.cause !== 'metadata-not-wired') return '';
  return `; to have jobs judged by their stream until then, write ready: stream under ${subject.environment} in focus.yml`;
}

const TELL =
  'Go on with the stream, and report the image to the backend team: this build does not register consumers with metadata';
const ASK =
  'Go on with the stream; where metadata does not know the next job either, report the image to the backend team';

function openQuestions(control: Observation<ControlJob> | undefined): readonly string[] {
  if (!control) return ['Whether metadata answers for any other job was not asked'];
  if (control.fact.metadata === undefined) return ['No other job was there to ask metadata about'];
  return [];
}
