import type { Confidence, Rule } from '../finding.ts';
import { hasConsumer, type LogLine, type Observation, type PodState, type StreamPort } from '../observation.ts';
import { limit, secondsAtLeast } from '../say.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { isTakenAway, livingAnalyzer, quoted } from './analyzer-pod.ts';
import { curl, kubectl } from './commands.ts';
import {
  all,
  complaints,
  complaintsOfJob,
  controlJob,
  ends,
  jobOf,
  last,
  lifeEndMs,
  livingQueue,
} from './read-timeline.ts';

/** Measured on 40 jobs: the port accepts 7–22 s after configure. */
export const USUALLY_OPEN_MS = 22_000;

/** A live job that runs and has nothing to stream: its port stays closed, and nothing comes into its queue. */
export const noDataSource: Rule = {
  id: 'no-data-source',
  means: 'the job has no data source',
  needs: ['stream-port', 'pod-state', 'metadata-answer'],
  explains: ['consumer-never-created', 'metadata-not-wired', 'queue-slow', 'consumer-slow'],
  blames: 'stack',
  stage: { before: 'stream-open' },
  asksOf: ['started'],
  find(timeline) {
    const closed = all(timeline, 'stream-port');
    const pod = livingAnalyzer(timeline);
    const live = last(timeline, 'live-metadata');
    const closedMs = closedSinceStart(timeline);
    if (timeline.evidence.subject.request?.recording || isOutOfReach(timeline)) return undefined;
    if (!pod || isTakenAway(timeline, pod) || pod.fact.phase !== 'Running' || closedMs === undefined) return undefined;
    const isReady = timeline.milestones['consumer-ready'].state === 'reached';
    if (isReady && closedMs <= USUALLY_OPEN_MS) return undefined;
    const noFiber = live?.fact.ready === false;
    const empty = emptyQueue(timeline);
    const said = ownWords(timeline, pod.fact);
    const isIdle = empty.length > 0 && pod.fact.ready;
    if ((!noFiber && !isIdle && said.length === 0) || serviceMissing(timeline)) return undefined;
    const why = noFiber
      ? `live_metadata says prr ${live.fact.prr ?? 'missing'}`
      : said[0]
        ? `it logged ${quoted(said[0])} to the end`
        : 'no message ever came into its queue';
    return {
      // One that has only begun may yet open it.
      confidence: closedMs > USUALLY_OPEN_MS ? confidence(timeline, said.length > 0 || noFiber) : 'possible',
      headline: `job ${jobOf(timeline)} runs and has no data: ${noFiber ? 'no fiber is connected' : said[0] ? 'it waits for its source' : 'nothing comes into its queue'}`,
      summary: `Job ${jobOf(timeline)} has no data source: its stream port stayed closed for ${secondsAtLeast(closedMs)} after its container started, usually open within ${limit(USUALLY_OPEN_MS)}, and ${why}`,
      remedy: 'Start what should feed it (fiber, recorder or player), then run again',
      because: [...ends(closed), pod, ...(noFiber ? [live] : []), ...ends(empty), ...said],
      refuter: `The stream port of job ${jobOf(timeline)} accepting a connection from another place would show it wrong`,
      commands: [
        kubectl(timeline, `logs ${pod.fact.name} --tail=100`),
        curl(timeline, '/live_metadata'),
        `${kubectl(timeline, 'get pods')} | grep -iE 'recorder|player|preprocessor'`,
      ],
    };
  },
  refutedBy: (timeline) =>
    all(timeline, 'stream-port')
      .filter(({ fact }) => fact.open)
      .slice(0, 1),
};

const SOURCE = /\bno (?:data|source|input)|data source|waiting for (?:fiber|data|prp|source)/i;

/** The looks at its port while the job lived; none where one of them found it open. */
function closedLooks(timeline: Timeline): readonly Observation<StreamPort>[] {
  const { zero } = timeline.evidence.subject;
  const endMs = lifeEndMs(timeline);
  const looks = all(timeline, 'stream-port').filter(({ fact }) => fact.sentAt - zero <= endMs);
  return looks.some(({ fact }) => fact.open) ? [] : looks;
}

/** How long after its container started the port was still closed; undefined where it opened, or nobody looked. */
export function closedSinceStart(timeline: Timeline): number | undefined {
  const started = timeline.milestones['container-started'];
  const last = closedLooks(timeline).at(-1);
  if (!last || started.state !== 'reached') return undefined;
  return Math.max(0, last.fact.sentAt - timeline.evidence.subject.zero - started.latest);
}

/** The looks at a queue into which no message came to the end. */
function emptyQueue(timeline: Timeline) {
  const looks = livingQueue(timeline).filter(({ fact }) => fact.exists);
  return looks.every(({ fact }) => fact.ready === 0) ? looks : [];
}

/** The port stayed closed and the queue empty: that the job has a consumer does not yet say that it works. */
export function isWithoutData(timeline: Timeline): boolean {
  const refused = closedLooks(timeline).filter(({ fact }) => /refused/i.test(fact.detail));
  return refused.length > 0 && !isOutOfReach(timeline) && emptyQueue(timeline).length > 0;
}

/** A job that metadata knows, and whose port is closed to the bot too: so ports are out of its reach. One that only has a consumer may lack data too. */
export function isOutOfReach(timeline: Timeline): boolean {
  const control = controlJob(timeline)?.fact;
  return control?.streamOpen === false && control.metadata === 'ready';
}

/** The analyzer's last line where it says that it waits for its source. */
function ownWords(timeline: Timeline, { name }: PodState): readonly Observation<LogLine>[] {
  const lines = all(timeline, 'log-line').filter(({ fact }) => fact.source === 'grpc' && fact.pod === name);
  const last = lines.at(-1);
  return last && SOURCE.test(last.fact.text) ? [last] : complaints(timeline, SOURCE, 'grpc');
}

/** Then the port leads nowhere, whatever the job does. */
function serviceMissing(timeline: Timeline): boolean {
  const states = all(timeline, 'service-state');
  return states.length > 0 && !states.some(({ fact }) => fact.exists);
}

/**
 * A port that does not answer at all may be out of the bot's reach; a consumer that is complained about is the consumer, and
 * one that is there needs the words of the analyzer.
 */
function confidence(timeline: Timeline, isSaid: boolean): Confidence {
  if (!isSaid && livingQueue(timeline).some(({ fact }) => hasConsumer(fact))) return 'possible';
  const refused = all(timeline, 'stream-port').some(({ fact }) => /refused/i.test(fact.detail));
  const isConsumer =
    complaintsOfJob(timeline, /consumer/i).length > 0 && complaints(timeline, SOURCE, 'grpc').length === 0;
  return refused && !isConsumer ? 'likely' : 'possible';
}
