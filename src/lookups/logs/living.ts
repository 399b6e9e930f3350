import { jobNames } from '#investigation/job-id.ts';
import { type Collecting, createCollector } from '#investigation/log-reading/collect.ts';
import { type LogsRequest, lineFilter } from '#investigation/log-reading/filter.ts';
import type { KubernetesEvent } from '#investigation/observation.ts';
import { ageOf, type JobParts, type JobsSeen, type JobsView, partsOf, viewOf } from '#investigation/rules/job-parts.ts';
import { counted } from '#lib/counted.ts';
import { ageWords } from '#lib/duration.ts';
import type { JobSeen, JobSeenSoon } from '#probes/jobs/look-at-job.ts';
import type { KubernetesConnection } from '#probes/kubernetes/client.ts';
import type { Snapshot } from '#probes/kubernetes/snapshot.ts';
import { failureOf, judge, pendingWords } from '../jobs/judge.ts';
import { notSeenOf } from '../jobs/not-seen.ts';
import { isAlive, rowOf } from '../jobs/write-report.ts';
import { allOf, notSeenBeside, seenIn } from './beside.ts';
import { jobEvents } from './log-files.ts';
import { moreLogs, readRuns, waitingLog, whyNoLine } from './read-runs.ts';
import { logsToRead } from './runs.ts';
import type { Findings, LogsTools } from './tools.ts';
import {
  type LogsAsked,
  metadataClause,
  metadataFact,
  queueFacts,
  recordsFact,
  type ShownFact,
  timeOfDay,
} from './write-report.ts';

/** A stamp of the cluster's clock is known to the second. */
const SECOND_MS = 1_000;

/** The job's parts in the namespace; undefined where it has none. */
export function partsIn(snapshot: Snapshot, jobId: string): JobParts | undefined {
  return partsOf({ at: snapshot.at, namespace: snapshot }).find(({ id }) => id === jobId);
}

/** All logs of a job that lives, read now, and how its parts are. */
export async function readLiving(
  tools: LogsTools & { readonly connection: KubernetesConnection },
  { request, environment }: LogsAsked,
  snapshot: Snapshot,
  coming: JobSeenSoon,
): Promise<Findings> {
  const { jobId } = request;
  const { namespace } = tools.connection.settings;
  const events = tools.redactor.redactDeep(jobEvents(snapshot.events, jobNames(jobId), request));
  const collector = createCollector(collectingFor(request, snapshot));
  for (const event of events) collector.event(event);
  const { bornAt } = partsIn(snapshot, jobId) ?? {};
  const born =
    bornAt === undefined ? {} : { bornAt, ageMs: ageOf(viewOf({ at: snapshot.at, namespace: snapshot }), bornAt) };
  const toRead = logsToRead(snapshot.pods, { request, ...born });
  const unread = await readRuns({ ...tools, jobId, runs: toRead.runs }, collector);
  const looks = await allOf(coming);

  const queues = seenIn(looks.queues);
  const seen: JobsSeen = { at: snapshot.at, namespace: snapshot, ...(queues && { broker: queues }) };
  const view = viewOf(seen);
  const parts = partsOf(seen).find(({ id }) => id === jobId) ?? { id: jobId, pods: [], strayQueues: [] };
  const collected = collector.collected();
  const nextStep = livingNextStep(parts, view, looks, collected.counts.errors);
  const found = {
    source: 'living' as const,
    state: livingState(parts, view, looks),
    facts: livingFacts(parts, view, looks, events),
    ...(nextStep !== undefined && { nextStep }),
    notSeen: [
      ...toRead.waiting.map((waiting) => waitingLog(waiting, namespace)),
      ...unread,
      ...moreLogs(toRead),
      ...notSeenOf({ ...seen, broker: { queues: [] } }, environment),
      ...notSeenBeside(looks, environment),
    ],
    near: [],
    whyNoLine: whyNoLine(request, toRead, unread),
  };
  return { found, collected };
}

export function collectingFor(request: LogsRequest, snapshot: Snapshot | undefined): Collecting {
  const clusterNow = snapshot?.clusterNow;
  const passes = lineFilter(request, clusterNow === undefined ? undefined : clusterNow - SECOND_MS);
  return { passes, ...(request.tail !== undefined && { tail: request.tail }) };
}

/** `Job 19-7 lives (24 s old): its pod is Running and Ready, metadata says Invalid job_id`. */
export function livingState(parts: JobParts, view: JobsView, looks: JobSeen): string {
  const age = parts.bornAt === undefined ? '' : ` (${ageWords(ageOf(view, parts.bornAt))} old)`;
  const clauses = [podClause(parts, view), queueClause(parts, view), metadataClause(seenIn(looks.metadata))];
  return `Job ${parts.id} lives${age}: ${clauses.filter((clause) => clause !== undefined).join(', ')}`;
}

function podClause(parts: JobParts, view: JobsView): string {
  const { grpc, cleanup } = parts;
  if (!grpc) return cleanup ? 'only its clean-up pod is there' : (judge(parts, view).why ?? 'it has no pod');
  const failure = failureOf(grpc, view);
  if (failure !== undefined) return `its ${failure}`;
  if (grpc.phase === 'Pending') return `its ${pendingWords(grpc, view)}`;
  if (grpc.phase !== 'Running') return `its pod has ${grpc.phase}`;
  return grpc.ready ? 'its pod is Running and Ready' : 'its pod is Running, not Ready';
}

function queueClause({ grpc, queue }: JobParts, view: JobsView): string | undefined {
  if (grpc?.phase !== 'Running' || !view.sees('job-queues')) return undefined;
  if (!queue) return 'it has no queue';
  return queue.consumers === 0 ? 'its queue has no consumer' : undefined;
}

/** The state of the job's parts, each short. */
export function livingFacts(parts: JobParts, view: JobsView, looks: JobSeen, events: readonly KubernetesEvent[]) {
  const row = isAlive(parts, view) ? rowOf(parts, view) : undefined;
  const [metadata, queues, records] = [seenIn(looks.metadata), seenIn(looks.queues), seenIn(looks.records)];
  const facts: readonly (ShownFact | undefined)[] = [
    { label: 'Pods', value: `${row?.pods ?? 'none'}${restartWords(parts)}` },
    parts.bornAt === undefined ? undefined : { label: 'Began', value: `${timeOfDay(parts.bornAt).slice(0, 8)} UTC` },
    row?.node === undefined ? undefined : { label: 'Node', value: row.node },
    metadata && metadataFact(metadata),
    ...(queues ? queueFacts(parts.queue, parts.strayQueues, queues) : []),
    records && recordsFact(records),
    row?.port === undefined ? undefined : { label: 'Port', value: String(row.port) },
    eventsFact(events),
  ];
  return facts.filter((fact) => fact !== undefined);
}

function restartWords({ pods }: JobParts): string {
  const restarts = pods.flatMap(({ containers }) => containers).reduce((sum, container) => sum + container.restarts, 0);
  return restarts === 0 ? '' : ` · ${counted(restarts, 'restart')}`;
}

/** Warnings only: `2 warnings, the last FailedMount ×3: …`; undefined where there is none. */
export function eventsFact(events: readonly KubernetesEvent[]): ShownFact | undefined {
  const warnings = events.filter(({ type }) => type === 'Warning').toSorted((a, b) => a.firstStamp - b.firstStamp);
  const last = warnings.at(-1);
  if (!last) return undefined;
  const number = warnings.length === 1 ? '' : `${warnings.length} warnings, the last `;
  const again = last.count > 1 ? ` ×${last.count}` : '';
  return { label: 'Events', value: `${number}${last.reason}${again}: ${last.message}` };
}

/** Where to look for the cause, for a job that is not well. */
export function livingNextStep(parts: JobParts, view: JobsView, looks: JobSeen, errors: number): string | undefined {
  const { health } = judge(parts, view);
  const isUnanswered = ![undefined, 'ready'].includes(seenIn(looks.metadata)?.answer);
  const isUnwell = health === 'unwell' || errors > 0 || (health === 'well' && isUnanswered);
  return isUnwell ? `Ask for the cause: /focus job ${parts.id}` : undefined;
}
