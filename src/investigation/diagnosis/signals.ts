import { type Evidence, observed, type Signals, type SignalValue, wasSeen } from '../evidence.ts';
import { signatureOf } from '../log-reading/signature.ts';
import type { Fact, Observation, PodState } from '../observation.ts';
import { eventsNow } from '../rules/read-timeline.ts';
import { whatCounts } from '../timeline/ready.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** What differs from the last healthy runs, and what does not. */
export interface Differential {
  /** How many healthy runs it was compared with. */
  readonly runs: number;
  /** The most telling first. */
  readonly unusual: readonly SignalRow[];
  /** The same on healthy runs: never a cause. */
  readonly same: readonly SignalRow[];
}

export interface SignalRow {
  readonly signal: string;
  /** Such as `pod label job_id`. */
  readonly label: string;
  readonly now: string;
  /** Such as `absent in 10 of 10`. */
  readonly usually: string;
}

/** No run has more of them. */
export const MOST_SIGNALS = 100;
/** Of these, complaints in the backend's log. */
export const MOST_COMPLAINTS = 10;
/** Finding what is equal in more of them would take longer than the rest of a verdict. */
const MOST_TEXTS = 300;
/** An environment has two collections to look into. */
const MOST_RECORDS = 10;
const MOST_REASONS = 15;
/** Characters of a name, and of what it is. */
const LONGEST = 200;
const LONGEST_WORDS = 1_000;

/**
 * What the run looked like until the limit for a consumer: a job that nobody drives is cleaned up later. What was not seen is
 * absent. Where metadata answered the run was soon over, so what was not there *yet* says nothing, and is absent too.
 */
export function readSignals(timeline: Timeline): Signals {
  const signals = {
    ...podSignals(timeline),
    ...partSignals(timeline),
    ...queueSignals(timeline),
    ...recordSignals(timeline),
    ...backendSignals(timeline),
    ...complaintSignals(timeline),
    ...eventSignals(timeline),
  };
  return Object.fromEntries(Object.entries(signals).map(([name, value]) => [name.slice(0, LONGEST), short(value)]));
}

function podSignals(timeline: Timeline): Signals {
  const pods = observed(timeline.evidence, 'pod-state').filter(({ fact }) => fact.role === 'grpc');
  const pod = lastOf(timeline, pods)?.fact;
  if (!pod) return wasSeen(timeline.evidence, 'pod-state') ? yet(timeline, 'pod.exists', false) : {};
  const image = pod.containers[0]?.image;
  return {
    'pod.exists': true,
    ...yet(timeline, 'pod.ready', pod.ready),
    ...(pod.node !== undefined && { 'pod.node': pod.node }),
    ...(image !== undefined && { 'pod.image': image }),
    'pod.labels': Object.keys(pod.labels).sort().join(', '),
    'pod.label.job_id': Object.hasOwn(pod.labels, 'job_id') ? 'present' : 'absent',
    'pod.restarts': restartsOf(pod),
  };
}

function partSignals(timeline: Timeline): Signals {
  const { evidence } = timeline;
  const service = lastOf(timeline, observed(evidence, 'service-state'))?.fact.exists;
  const stream = lastOf(timeline, observed(evidence, 'stream-port'))?.fact.open;
  const route = servesMetadata(timeline);
  return {
    ...(service !== undefined && yet(timeline, 'service.exists', service)),
    ...(stream !== undefined && yet(timeline, 'stream.open', stream)),
    ...(route !== undefined && { 'route.metadata': route }),
    ...metadataSignal(timeline),
  };
}

/** Whether it knows a job that is there by something else. */
function metadataSignal({ milestones, evidence }: Timeline): Signals {
  const { state } = milestones['metadata-answers'];
  if (whatCounts(evidence).by === 'metadata' || milestones['consumer-ready'].state !== 'reached') return {};
  return state === 'not-seen' ? {} : { [METADATA_KNOWS]: state === 'reached' };
}

export const METADATA_KNOWS = 'metadata.knows';

/** By its own answers; the list of routes is asked where these do not tell. */
function servesMetadata({ evidence }: Timeline): boolean | undefined {
  const answers = observed(evidence, 'metadata-answer').map(({ fact }) => fact.answer);
  const told = answers.findLast((answer) => answer === 'ready' || answer === 'id-unknown' || answer === 'route-absent');
  if (told) return told !== 'route-absent';
  const list = observed(evidence, 'route-list').at(-1)?.fact;
  return list?.served ? list.routes.includes('/metadata/{job_id}') : undefined;
}

/** An absence counts only where the look was made when metadata had answered, or it never did. */
function queueSignals(timeline: Timeline): Signals {
  const look = lastOf(timeline, observed(timeline.evidence, 'queue-state'))?.fact;
  if (!look) return {};
  const { zero } = timeline.evidence.subject;
  const ready = timeline.milestones['consumer-ready'];
  const isLate = ready.state !== 'reached' || look.sentAt - zero >= ready.latest;
  // The management API may not know yet of a consumer that is there.
  const isExact = isLate && (ready.state !== 'reached' || look.via === 'amqp');
  const { consumers } = look;
  const counted = look.exists && consumers !== undefined && (consumers > 0 || isExact);
  return {
    'queue.via': look.via,
    ...((look.exists || isLate) && { 'queue.exists': look.exists }),
    ...(counted && { 'queue.consumers': consumers > 0 ? '≥ 1' : '0' }),
  };
}

/** Where there is no collection to look into, nobody has a record. */
function recordSignals(timeline: Timeline): Signals {
  const records = observed(timeline.evidence, 'job-record').filter(isInTime(timeline));
  if (records.length === 0)
    return observed(timeline.evidence, 'database-state').at(-1)?.fact.reachable ? { 'records.kept': false } : {};
  const last = new Map(records.map(({ fact }) => [fact.collection, fact.found]));
  const named = [...last].slice(0, MOST_RECORDS);
  const found = named.map(([collection, isFound]) => [`record.${collection}`, isFound ? 'found' : 'none']);
  return { 'records.kept': true, ...Object.fromEntries(found) };
}

/** Restarts of this run alone: those of last week are on every run since. */
function backendSignals({ evidence }: Timeline): Signals {
  const backend = backendOf(evidence);
  if (!backend) return {};
  const first = new Map<string, number>();
  let restarts = 0;
  for (const { fact: pod } of observed(evidence, 'pod-state')) {
    if (pod.role !== 'backend' || pod.deleted) continue;
    const before = first.get(pod.uid) ?? restartsOf(pod);
    first.set(pod.uid, before);
    restarts = Math.max(restarts, restartsOf(pod) - before);
  }
  return { 'backend.image': backend.image, 'backend.restarts': restarts };
}

/** Warnings and errors of the backend, those that name the job first; `log.backend` says how many kinds there were. */
function complaintSignals(timeline: Timeline): Signals {
  const lines = observed(timeline.evidence, 'log-line').filter(({ fact }) => fact.source === 'backend');
  if (lines.length === 0 && !wasSeen(timeline.evidence, 'log-line')) return {};
  const complaints = lines
    .filter(isInTime(timeline))
    .map(({ fact }) => fact)
    .filter(({ level }) => level === 'warning' || level === 'error')
    .toSorted((a, b) => Number(b.namesJob) - Number(a.namesJob));
  const texts = [...new Set(complaints.map(({ text }) => text))];
  const signatures = new Set(texts.slice(0, MOST_TEXTS).map(signatureOf));
  const named = [...signatures].slice(0, MOST_COMPLAINTS).map((signature) => [`log.backend:${signature}`, true]);
  return { 'log.backend': texts.length > MOST_TEXTS ? texts.length : signatures.size, ...Object.fromEntries(named) };
}

function eventSignals(timeline: Timeline): Signals {
  const events = eventsNow(timeline).filter(isInTime(timeline));
  if (events.length === 0 && !wasSeen(timeline.evidence, 'kubernetes-event')) return {};
  const reasons = [...new Set(events.map(({ fact }) => fact.reason.slice(0, 60)))].sort();
  return { 'events.reasons': reasons.slice(0, MOST_REASONS).join(', ') };
}

/** What was not there is told only of a run that waited for it. */
function yet({ milestones }: Timeline, name: string, isThere: boolean): Signals {
  return isThere || milestones['consumer-ready'].state !== 'reached' ? { [name]: isThere } : {};
}

function isInTime({ evidence: { subject } }: Timeline): (seen: Observation) => boolean {
  const { configure, zero, limits } = subject;
  return ({ at }) => configure === undefined || at - zero <= limits.consumerFailMs;
}

function lastOf<F extends Fact>(timeline: Timeline, seen: readonly Observation<F>[]): Observation<F> | undefined {
  return seen.findLast(isInTime(timeline)) ?? seen[0];
}

function restartsOf({ containers }: PodState): number {
  return containers.reduce((sum, { restarts }) => sum + restarts, 0);
}

function short(value: SignalValue): SignalValue {
  return typeof value === 'string' ? value.slice(0, LONGEST_WORDS) : value;
}

/** The backend's pod as it was: a changed image or restart count is a deploy. */
export interface BackendImage {
  readonly image: string;
  readonly restarts: number;
}

/** The last state of the backend's newest pod that is not being deleted. */
export function backendOf(evidence: Evidence): BackendImage | undefined {
  const newest = observed(evidence, 'pod-state')
    .map(({ fact }) => fact)
    .filter(({ role, deleted }) => role === 'backend' && !deleted)
    .reduce<PodState | undefined>(
      (best, pod) => (best && best.createdStamp > pod.createdStamp ? best : pod),
      undefined,
    );
  const container = newest?.containers[0];
  return container && { image: container.image, restarts: container.restarts };
}
