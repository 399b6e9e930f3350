import { jobNames } from '#investigation/job-id.ts';
import { createCollector } from '#investigation/log-reading/collect.ts';
import { partsOf } from '#investigation/rules/job-parts.ts';
import { counted } from '#lib/counted.ts';
import { joinFirst } from '#lib/join-words.ts';
import type { JobSeenSoon } from '#probes/jobs/look-at-job.ts';
import type { Snapshot } from '#probes/kubernetes/snapshot.ts';
import { notSeenOf } from '../jobs/not-seen.ts';
import type { NotSeen } from '../not-seen.ts';
import { notSeenBeside, seenIn } from './beside.ts';
import { leftQueues } from './captured.ts';
import { collectingFor, eventsFact } from './living.ts';
import { jobEvents } from './log-files.ts';
import { readRuns } from './read-runs.ts';
import { logsToRead } from './runs.ts';
import type { Findings, LogsTools } from './tools.ts';
import type { LogsAsked, ShownFact } from './write-report.ts';

const MOST_NEAR = 8;
const NO_QUEUE = { label: 'Queue', value: 'none of this job' };

export interface Absence {
  /** The namespace just now; undefined where it could not be seen at all. */
  readonly snapshot: Snapshot | undefined;
  readonly notSeen: readonly NotSeen[];
  readonly capturesWereAsked: boolean;
}

/** A job that neither lives nor was captured: where was looked, what it left behind, and which jobs are near. */
export async function readMissing(
  tools: LogsTools,
  { request, environment }: LogsAsked,
  { snapshot, notSeen, capturesWereAsked }: Absence,
  coming: JobSeenSoon,
): Promise<Findings> {
  const { jobId } = request;
  const { connection, redactor } = tools;
  const collector = createCollector({ ...collectingFor(request, snapshot), onlyNaming: true });
  const events = redactor.redactDeep(jobEvents(snapshot?.events ?? [], jobNames(jobId), request));
  for (const event of events) collector.event(event);
  const { runs } = logsToRead(snapshot?.pods ?? [], { request });
  const unread = connection ? await readRuns({ ...tools, connection, jobId, runs }, collector) : [];
  const looked = await coming.queues;
  const queues = seenIn(looked);
  const job: MissingJob = {
    jobId,
    environment,
    namespace: snapshot?.namespace ?? connection?.settings.namespace,
    wasLookedFor: snapshot !== undefined && seesPods(snapshot),
    capturesWereAsked,
    capturesAll: tools.capturesAll ?? false,
    events: events.length,
    leftQueues: queues?.queues.length ?? 0,
    living: livingIn(snapshot),
  };
  const found = {
    source: 'none' as const,
    state: missingState(job),
    nextStep: missingNextStep(job),
    facts: missingFacts(job, [leftQueues(queues) ?? (queues && NO_QUEUE), eventsFact(events)]),
    notSeen: [
      ...notSeen,
      ...unread,
      ...(snapshot ? notSeenOf({ at: snapshot.at, namespace: snapshot, broker: { queues: [] } }, environment) : []),
      ...notSeenBeside({ queues: looked }, environment),
    ],
    near: nearIds(jobId, job.living, MOST_NEAR),
    whyNoLine: 'no log line of it is left',
  };
  return { found, collected: collector.collected() };
}

/** All jobs' pods were listed: a job that has none does not live. */
export function seesPods({ gaps }: Snapshot): boolean {
  return !gaps.some(({ kinds, about }) => about === undefined && kinds.includes('pod-state'));
}

function livingIn(snapshot: Snapshot | undefined): readonly string[] {
  if (!snapshot) return [];
  const jobs = partsOf({ at: snapshot.at, namespace: snapshot });
  return jobs.filter(({ pods, grpcJob }) => pods.length > 0 || grpcJob !== undefined).map(({ id }) => id);
}

/** Where a job was looked for that is not there. */
export interface MissingJob {
  readonly jobId: string;
  readonly environment: string;
  readonly namespace: string | undefined;
  /** The namespace's pods were listed, so it does not live. */
  readonly wasLookedFor: boolean;
  /** Every job of the environment is captured. */
  readonly capturesAll: boolean;
  /** Captures could be asked for. */
  readonly capturesWereAsked: boolean;
  /** How many of its events Kubernetes still has. */
  readonly events: number;
  readonly leftQueues: number;
  /** Ids of the jobs that live. */
  readonly living: readonly string[];
}

/** Where was looked, what is left of it, and what its id says. */
export function missingState(job: MissingJob): string {
  return `Job ${job.jobId} ${lookedWords(job)}${leftWords(job)}${staleWords(job)}`;
}

function lookedWords({ environment, namespace, wasLookedFor, capturesWereAsked }: MissingJob): string {
  const pods = `no pod${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
  if (wasLookedFor && capturesWereAsked)
    return `was not found: it has ${pods}, and nothing of it was captured in ${environment}`;
  if (wasLookedFor) return `was not found: it has ${pods}; captures could not be asked`;
  if (capturesWereAsked) return `was not captured in ${environment}, and whether it lives could not be seen`;
  return 'could not be looked for';
}

function leftWords({ events, leftQueues }: MissingJob): string {
  const left = [
    ...(leftQueues > 0 ? [leftQueues === 1 ? 'a queue' : `${leftQueues} queues`] : []),
    ...(events > 0 ? [counted(events, 'Kubernetes event')] : []),
  ];
  return left.length === 0 ? '' : `; left of it: ${left.join(' and ')}`;
}

function staleWords({ jobId, living }: MissingJob): string {
  const successor = successorOf(jobId, living);
  return successor === undefined ? '' : `; its slot is ${successor}'s now, so it is over`;
}

export function missingFacts(
  { jobId, living }: MissingJob,
  more: readonly (ShownFact | undefined)[],
): readonly ShownFact[] {
  const newer = newerIds(jobId, living);
  const facts = [newer.length === 0 ? undefined : { label: 'Newer ids', value: joinFirst(newer, 5) }, ...more];
  return facts.filter((fact) => fact !== undefined);
}

export function missingNextStep({ jobId, wasLookedFor, living, capturesAll }: MissingJob): string {
  const successor = successorOf(jobId, living);
  if (successor !== undefined) return `Ask for the job of its slot: /focus logs ${successor}`;
  if (!wasLookedFor) return 'Make the pods visible, then ask again';
  if (capturesAll)
    return 'Check the id: it is no job that lives, nor one that was captured. /focus jobs shows what lives';
  return 'See what lives with /focus jobs; with capture: true in focus.yml the logs of jobs outlive them';
}

/** Those of the ids that are most like this one, the nearest first: the same slot, then a close counter. */
export function nearIds(jobId: string, ids: readonly string[], most: number): readonly string[] {
  const own = slotAndCounter(jobId);
  const distance = (id: string) => Math.abs(slotAndCounter(id).counter - own.counter);
  const isOther = (id: string) => Number(slotAndCounter(id).slot !== own.slot);
  const others = [...new Set(ids)].filter((id) => id !== jobId);
  return others.toSorted((a, b) => isOther(a) - isOther(b) || distance(a) - distance(b)).slice(0, most);
}

/** Those that came after this one in the same deployment: counters grow over all jobs. The nearest first. */
export function newerIds(jobId: string, ids: readonly string[]): readonly string[] {
  const { counter } = slotAndCounter(jobId);
  const newer = [...new Set(ids)].filter((id) => slotAndCounter(id).counter > counter);
  return newer.toSorted((a, b) => slotAndCounter(a).counter - slotAndCounter(b).counter);
}

/** The one that has its slot now, and came after it. */
export function successorOf(jobId: string, ids: readonly string[]): string | undefined {
  return newerIds(jobId, ids).findLast((id) => slotAndCounter(id).slot === slotAndCounter(jobId).slot);
}

function slotAndCounter(id: string): { readonly slot: number; readonly counter: number } {
  const [slot = '', counter = ''] = id.split('-');
  return { slot: Number(slot), counter: Number(counter) };
}
