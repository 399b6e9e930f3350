import { jobIdIn } from '#investigation/job-id.ts';
import type { QueueListing } from '#investigation/observation.ts';
import type { Clock } from '#lib/clock.ts';
import type { Snapshot } from '#probes/kubernetes/snapshot.ts';
import type { JobsReport } from './report.ts';
import { type JobsAsked, writeJobsReport } from './write-report.ts';

export interface JobsTools {
  /** The namespace now; undefined where Kubernetes is not configured. */
  snapshot(): Promise<Snapshot> | undefined;
  /** The queues now; undefined where RabbitMQ is not configured. `jobIds` are those that the namespace tells. */
  queues(jobIds: () => Promise<readonly string[]>): Promise<QueueListing> | undefined;
  readonly clock: Clock;
  /** Over before the look began: it rejects with the signal's reason. Afterwards the looks' own gaps say so. */
  readonly signal: AbortSignal;
}

/** The jobs that live in an environment now and what others left behind: one look at the namespace and the queues. */
export async function lookUpJobs(tools: JobsTools, asked: JobsAsked): Promise<JobsReport> {
  tools.signal.throwIfAborted();
  const looking = tools.snapshot();
  const jobIds = async () => idsIn(await looking);
  const [namespace, broker] = await Promise.all([looking, tools.queues(jobIds)]);
  const seen = { at: tools.clock.now(), ...(namespace && { namespace }), ...(broker && { broker }) };
  return writeJobsReport(seen, asked);
}

function idsIn(snapshot: Snapshot | undefined): readonly string[] {
  const names = [...(snapshot?.pods ?? []), ...(snapshot?.jobs ?? []), ...(snapshot?.services ?? [])];
  return [...new Set(names.flatMap(({ name }) => jobIdIn(name) ?? []))];
}
