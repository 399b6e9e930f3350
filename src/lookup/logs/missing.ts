import { jobNames } from '#investigation/job-id.ts';
import { createCollector } from '#investigation/log-reading/collect.ts';
import { notSeenOf } from '#investigation/lookup/jobs/not-seen.ts';
import { partsOf } from '#investigation/lookup/jobs/parts.ts';
import { leftQueues } from '#investigation/lookup/logs/captured-words.ts';
import { jobEvents } from '#investigation/lookup/logs/job-events.ts';
import { eventsFact } from '#investigation/lookup/logs/living-words.ts';
import { notSeenIn, seenIn } from '#investigation/lookup/logs/looks.ts';
import {
  type MissingJob,
  missingFacts,
  missingNextStep,
  missingState,
} from '#investigation/lookup/logs/missing-words.ts';
import { nearIds } from '#investigation/lookup/logs/near.ts';
import { logsToRead } from '#investigation/lookup/logs/runs.ts';
import type { NotSeen } from '#investigation/lookup/logs-report.ts';
import type { LogsAsked } from '#investigation/lookup/write-logs-report.ts';
import type { Snapshot } from '#probes/kubernetes/snapshot.ts';
import type { Findings } from './findings.ts';
import { collectingFor } from './living.ts';
import type { LooksComing } from './looks.ts';
import { readRuns } from './read-runs.ts';
import type { LogsTools } from './tools.ts';

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
  coming: LooksComing,
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
      ...notSeenIn([looked]),
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
