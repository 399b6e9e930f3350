import { wasSeen } from '../evidence.ts';
import type { Rule } from '../finding.ts';
import type { LogLine, Observation } from '../observation.ts';
import { limit, plainly, seconds } from '../say.ts';
import { clusterClock } from '../timeline/clocks.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { deletionMs, deletions, livingStates, namesOf, needsAnalyzer, quoted } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { absences, all, consumerMissing, jobOf } from './read-timeline.ts';

/** What the analyzer logs when it is stopped, and the clean-up when it deletes. */
const STOPPED = /gRPC server unavailable: Cancelling all calls/i;
const DELETES = /\bdelet(?:e|es|ed|ing)\b|clean(?:ing|ed)? ?up/i;
/** Of the documented 38–57 s: five looks, 10 s apart, take no less than this from the first to the last. */
const SHORTEST_IDLE_MS = 37_000;
/** Documented as the longest that a consumer takes. */
const LONGEST_CONSUMER_MS = 30_000;

/** The job was taken away while its consumer was still awaited. */
export const cleanedUpEarly: Rule = {
  id: 'cleaned-up-early',
  means: 'the job was cleaned up too early',
  needs: ['pod-state'],
  explains: [...needsAnalyzer, 'job-gone'],
  blames: 'stack',
  final: true,
  find(timeline) {
    const { consumerFailMs } = timeline.evidence.subject.limits;
    const gone = deletions(timeline);
    const atMs = deletionMs(timeline);
    if (!consumerMissing(timeline) || gone.length === 0 || atMs === undefined || livesOn(timeline)) return undefined;
    if (cleanUpStays(timeline)) return undefined;
    const ageMs = atMs + bornBeforeZero(timeline);
    if (ageMs > consumerFailMs) return undefined;
    const lines = linesOf(timeline);
    const line = lines[0];
    const waitedMs = readyMs(timeline, atMs);
    const id = jobOf(timeline);
    return {
      confidence: line && waitedMs <= LONGEST_CONSUMER_MS ? 'certain' : 'likely',
      headline: `job ${id} was cleaned up after ${plainly(ageMs)}, before its consumer came`,
      summary: `Job ${id} was cleaned up after ${seconds(ageMs)}, before its consumer came and before the limit of ${limit(consumerFailMs)}; usually that is 38–57 s after configure${line ? `: ${line.fact.pod} logged ${quoted(line)}` : ''}`,
      remedy:
        ageMs < SHORTEST_IDLE_MS
          ? 'Set interval 10 s and count 5 in the template of the clean-up Job, then run again'
          : 'Open the stream of a job as soon as it is configured: the clean-up takes one that it finds idle five times, 10 s apart',
      because: [...gone, ...lines, ...absences(timeline).slice(-1)],
      refuter: `Job grpc-job-${id} or its pod alive at the limit, or somebody's own kubectl delete, would show it wrong`,
      commands: [
        kubectl(timeline, 'get events --sort-by=.lastTimestamp'),
        kubectl(timeline, 'get jobs,pods --sort-by=.metadata.creationTimestamp'),
      ],
      open: [
        ...(line ? [] : ['Who deleted it was not seen: no log line of its clean-up was']),
        ...(waitedMs <= LONGEST_CONSUMER_MS
          ? []
          : [`Its pod had been Ready for ${seconds(waitedMs)} without a consumer, longer than one is known to take`]),
      ],
    };
  },
};

/** The clean-up takes its own Job away with the others: one that stays has deleted nothing. */
export function cleanUpStays(timeline: Timeline): boolean {
  const states = all(timeline, 'kubernetes-job-state').filter(
    ({ fact }) => fact.name === namesOf(timeline)?.cleanupJob,
  );
  return wasSeen(timeline.evidence, 'kubernetes-job-state') && states.at(-1)?.fact.exists === true;
}

/** A Job that is still there, or was gone before anything of the job was seen, or another pod in the place of the first. */
export function livesOn(timeline: Timeline): boolean {
  const grpcJob = namesOf(timeline)?.grpcJob;
  const jobs = all(timeline, 'kubernetes-job-state').filter(({ fact }) => fact.name === grpcJob);
  if (jobs.at(-1)?.fact.exists) return true;
  if (jobs.length > 0 && jobs.every(({ fact }) => !fact.exists && !fact.deleted)) return true;
  if (jobs.some(({ fact }) => fact.deleted)) return false;
  const uid = livingStates(timeline)[0]?.fact.uid;
  return !deletions(timeline).some(({ fact }) => fact.kind === 'pod-state' && (uid === undefined || fact.uid === uid));
}

/** How long a job that somebody else started was there already, ms. */
function bornBeforeZero(timeline: Timeline): number {
  const { subject } = timeline.evidence;
  const stamp = deletions(timeline).flatMap(({ fact }) => ('createdStamp' in fact ? (fact.createdStamp ?? []) : []))[0];
  if (subject.configure || stamp === undefined) return 0;
  const bornMs = clusterClock(timeline.evidence)(stamp, 1_000)?.latest ?? stamp - subject.zero;
  return Math.max(0, -bornMs);
}

/** Lines of the job's own pods that tell of its end, the clean-up's first. */
function linesOf(timeline: Timeline): readonly Observation<LogLine>[] {
  const lines = all(timeline, 'log-line');
  const ofCleanup = lines.filter(({ fact }) => fact.source === 'cleanup' && DELETES.test(fact.text));
  const ofAnalyzer = lines.filter(({ fact }) => fact.source === 'grpc' && STOPPED.test(fact.text));
  return [...ofCleanup.slice(0, 2), ...ofAnalyzer.slice(0, 1)];
}

function readyMs({ milestones }: Timeline, atMs: number): number {
  const ready = milestones['pod-ready'];
  return ready.state === 'reached' ? Math.max(0, atMs - ready.latest) : 0;
}
