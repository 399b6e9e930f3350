import type { Evidence } from '#investigation/evidence.ts';
import { hasConsumer, type MetadataAnswer, type PodState } from '#investigation/observation.ts';
import {
  ageOf,
  isYoung,
  type JobParts,
  type JobsView,
  jobsSeenIn,
  partsOf,
  viewOf,
} from '#investigation/rules/job-parts.ts';
import { type FoundLeak, type Leak, leaksOf } from '#investigation/rules/leaks.ts';
import { queuesLeaked } from '#investigation/rules/queues-leaked.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { ageWords } from '#lib/duration.ts';
import { joinFirst, joinWords } from '#lib/join-words.ts';
import { judge } from './judge.ts';
import { notSeenOf } from './not-seen.ts';
import { type CauseOf, causesIn } from './one-job.ts';
import type { JobRow, JobsReport } from './report.ts';

/** What metadata said of the jobs that were asked about, by their ids. */
type Metadata = ReadonlyMap<string, MetadataAnswer>;

/** All the judging of `/focus jobs`, and no I/O: the same look always gives the same report. */
export function writeJobsReport(evidence: Evidence, metadata: Metadata = new Map()): JobsReport {
  const { investigation: lookup, environment, requestedBy } = evidence.subject;
  const seen = jobsSeenIn(evidence);
  const view = viewOf(seen);
  const all = partsOf(seen);
  const rows = rowsOf(all, view, causesIn(evidence), metadata);
  const leaks = leaksOf(all, view);
  return {
    version: 1,
    lookup,
    environment,
    requestedBy,
    at: seen.at,
    headline: headlineOf({ environment, rows, leaks }, view),
    jobs: rows,
    leaks: leaks.map(({ kind, name, jobId, detail }) => ({ kind, name, jobId, detail })),
    leaksMatter: leaks.some(({ kind }) => kind !== 'queue-without-pods') || areManyQueues(evidence),
    notSeen: notSeenOf(seen, environment),
  };
}

/** Every job leaves its queue behind: how many are too many, the rule says. */
function areManyQueues(evidence: Evidence): boolean {
  return queuesLeaked.find(buildTimeline(evidence)) !== undefined;
}

interface Found {
  readonly environment: string;
  readonly rows: readonly JobRow[];
  readonly leaks: readonly FoundLeak[];
}

const MOST_NAMED = 3;
const LONGEST_WHY = 160;

/** The answer in one sentence: `3 jobs live in staging, 1 is unwell: 19-7 (no queue); 12 queues leaked, the oldest 28 h ago`. */
function headlineOf({ environment, rows, leaks }: Found, view: JobsView): string {
  const living = livingWords(environment, rows, view);
  const left = leakWords(leaks, view);
  return left === '' ? living : `${living}; ${left}`;
}

function livingWords(environment: string, rows: readonly JobRow[], { sees }: JobsView): string {
  const seesAll = sees('pod-state');
  if (rows.length === 0)
    return seesAll ? `No job lives in ${environment}` : `Which jobs live in ${environment} could not be seen`;
  const number = `${seesAll ? '' : 'At least '}${rows.length}`;
  const living = `${number} ${rows.length === 1 ? 'job lives' : 'jobs live'} in ${environment}`;
  const health = healthWords(rows);
  return `${living}, ${health || (rows.length === 1 ? 'and it is well' : 'all of them well')}`;
}

/** What is not well, the unwell named; nothing where all are well. */
function healthWords(rows: readonly JobRow[]): string {
  const those = (health: JobRow['health']) => rows.filter((row) => row.health === health);
  const [unwell, unclear, starting, ending] = [those('unwell'), those('unclear'), those('starting'), those('ending')];
  const others = [
    count(unclear, 'cannot be judged', 'cannot be judged'),
    count(starting, 'is starting', 'are starting'),
    count(ending, 'is ending', 'are ending'),
  ];
  const named = unwell.length === 0 ? '' : `${count(unwell, 'is unwell', 'are unwell')}: ${named3(unwell)}`;
  return [...others, named].filter((words) => words !== '').join(', ');
}

function count(rows: readonly JobRow[], one: string, many: string): string {
  if (rows.length === 0) return '';
  return `${rows.length} ${rows.length === 1 ? one : many}`;
}

function named3(unwell: readonly JobRow[]): string {
  const names = unwell.map(({ jobId, why }) => (why === undefined ? jobId : `${jobId} (${cut(why)})`));
  return joinFirst(names, MOST_NAMED);
}

function cut(why: string): string {
  return why.length <= LONGEST_WHY ? why : `${why.slice(0, LONGEST_WHY - 1).toWellFormed()}…`;
}

const KINDS: readonly (readonly [Leak['kind'], string, string])[] = [
  ['old-pending-pod', 'Pending pod', 'Pending pods'],
  ['service-without-job', 'Service', 'Services'],
  ['job-without-pods', 'Kubernetes Job', 'Kubernetes Jobs'],
  ['queue-without-pods', 'queue', 'queues'],
];

/** `2 Services and 12 queues leaked, the oldest 28 h ago`; that nothing leaked is said only where all was seen. */
function leakWords(leaks: readonly FoundLeak[], view: JobsView): string {
  const parts = KINDS.flatMap(([kind, one, many]) => {
    const found = leaks.filter((leak) => leak.kind === kind).length;
    return found === 0 ? [] : [`${found} ${found === 1 ? one : many}`];
  });
  if (parts.length === 0) return seesAll(view) ? 'nothing leaked' : '';
  const ages = leaks.flatMap(({ ageMs }) => ageMs ?? []);
  const oldest = ages.length === 0 ? '' : `, ${leaks.length === 1 ? '' : 'the oldest '}${ageWords(maximum(ages))} ago`;
  return `${joinWords(parts)} leaked${oldest}`;
}

function seesAll({ sees }: JobsView): boolean {
  return sees('pod-state') && sees('kubernetes-job-state') && sees('service-state') && sees('job-queues');
}

/** Of thousands: a call with so many arguments would be too long. */
function maximum(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}

/** The jobs that live, the unwell first, then those of whom it is not known, then the oldest. */
function rowsOf(all: readonly JobParts[], view: JobsView, causeOf: CauseOf, metadata: Metadata): readonly JobRow[] {
  const living = all.filter((parts) => isAlive(parts, view));
  const rows = living.map((parts) => ({
    ...rowOf(parts, view),
    ...judgeByRules(parts, view, causeOf, metadata.get(parts.id)),
  }));
  return rows.toSorted((a, b) => RANKS[a.health] - RANKS[b.health] || (b.ageMs ?? 0) - (a.ageMs ?? 0));
}

const RANKS: Readonly<Record<JobRow['health'], number>> = { unwell: 0, unclear: 1, starting: 2, well: 2, ending: 2 };

/** It has a pod, or its Job has just been made; where pods could not be seen, its Job or a consumer stands for it. */
export function isAlive(parts: JobParts, view: JobsView): boolean {
  const { pods, grpcJob, queue } = parts;
  if (pods.length > 0) return true;
  if (view.sees('pod-state')) return grpcJob !== undefined && isYoung(parts, view);
  return grpcJob !== undefined || hasConsumer(queue);
}

/** What metadata and the rules say of it goes before what can be seen of its parts alone. */
function judgeByRules(
  parts: JobParts,
  view: JobsView,
  causeOf: CauseOf,
  metadata: MetadataAnswer | undefined,
): Pick<JobRow, 'health' | 'why' | 'cause'> {
  const seen = judge(parts, view);
  if (metadata?.answer === 'ready') return { health: 'well' };
  const cause = causeOf(parts, metadata);
  if (!cause || cause.rule.blames === 'path') return seen;
  const mayRecover = (isYoung(parts, view) || seen.health === 'ending') && !cause.rule.final;
  return mayRecover ? seen : { health: 'unwell', why: cause.summary, cause: cause.rule.id };
}

export function rowOf(parts: JobParts, view: JobsView): JobRow {
  const { id, bornAt, grpc, queue, service } = parts;
  return {
    jobId: id,
    ...(bornAt !== undefined && { ageMs: ageOf(view, bornAt) }),
    ...judge(parts, view),
    pods: podWords(parts, view),
    ...(grpc?.node !== undefined && { node: grpc.node }),
    ...(queue && { queue: queue.name, consumers: queue.consumers, ready: queue.ready }),
    ...(service?.nodePort !== undefined && { port: service.nodePort }),
  };
}

function podWords({ grpc, cleanup, pods }: JobParts, view: JobsView): string {
  const newest = [grpc, cleanup].filter((pod) => pod !== undefined);
  if (newest.length === 0) return view.sees('pod-state') ? 'none yet' : 'not seen';
  const older = pods.length - newest.length;
  return [...newest.map(phaseWords), ...(older > 0 ? [`${older} older`] : [])].join(' · ');
}

function phaseWords({ role, phase, ready }: PodState): string {
  if (role !== 'grpc' || phase !== 'Running') return `${role} ${phase}`;
  return `${role} ${phase}, ${ready ? 'Ready' : 'not Ready'}`;
}
