import { jobNames } from '#investigation/job-id.ts';
import { type Collecting, createCollector } from '#investigation/log-reading/collect.ts';
import { lineFilter } from '#investigation/lookup/filter.ts';
import { notSeenOf } from '#investigation/lookup/jobs/not-seen.ts';
import { type JobParts, partsOf } from '#investigation/lookup/jobs/parts.ts';
import { ageOf, sceneOf } from '#investigation/lookup/jobs/scene.ts';
import type { JobsSeen } from '#investigation/lookup/jobs/seen.ts';
import { jobEvents } from '#investigation/lookup/logs/job-events.ts';
import { livingFacts, livingNextStep, livingState } from '#investigation/lookup/logs/living-words.ts';
import { notSeenIn, seenIn } from '#investigation/lookup/logs/looks.ts';
import { logsToRead } from '#investigation/lookup/logs/runs.ts';
import { moreLogs, waitingLog, whyNoLine } from '#investigation/lookup/logs/unread.ts';
import type { LogsRequest } from '#investigation/lookup/logs-request.ts';
import type { LogsAsked } from '#investigation/lookup/write-logs-report.ts';
import type { KubernetesConnection } from '#probes/kubernetes/client.ts';
import type { Snapshot } from '#probes/kubernetes/snapshot.ts';
import type { Findings } from './findings.ts';
import { allLooks, type LooksComing } from './looks.ts';
import { readRuns } from './read-runs.ts';
import type { LogsTools } from './tools.ts';

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
  coming: LooksComing,
): Promise<Findings> {
  const { jobId } = request;
  const { namespace } = tools.connection.settings;
  const events = tools.redactor.redactDeep(jobEvents(snapshot.events, jobNames(jobId), request));
  const collector = createCollector(collectingFor(request, snapshot));
  for (const event of events) collector.event(event);
  const { bornAt } = partsIn(snapshot, jobId) ?? {};
  const born =
    bornAt === undefined ? {} : { bornAt, ageMs: ageOf(sceneOf({ at: snapshot.at, namespace: snapshot }), bornAt) };
  const toRead = logsToRead(snapshot.pods, { request, ...born });
  const unread = await readRuns({ ...tools, jobId, runs: toRead.runs }, collector);
  const looks = await allLooks(coming);

  const queues = seenIn(looks.queues);
  const seen: JobsSeen = { at: snapshot.at, namespace: snapshot, ...(queues && { broker: queues }) };
  const scene = sceneOf(seen);
  const parts = partsOf(seen).find(({ id }) => id === jobId) ?? { id: jobId, pods: [], strayQueues: [] };
  const collected = collector.collected();
  const nextStep = livingNextStep(parts, scene, looks, collected.counts.errors);
  const found = {
    source: 'living' as const,
    state: livingState(parts, scene, looks),
    facts: livingFacts(parts, scene, looks, events),
    ...(nextStep !== undefined && { nextStep }),
    notSeen: [
      ...toRead.waiting.map((waiting) => waitingLog(waiting, namespace)),
      ...unread,
      ...moreLogs(toRead),
      ...notSeenOf({ ...seen, broker: { queues: [] } }, environment),
      ...notSeenIn(Object.values(looks)),
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
