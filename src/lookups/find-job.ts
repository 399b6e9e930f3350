import { jobNames } from '#investigation/job-id.ts';
import type { Limits, Subject } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import type { Snapshot } from '#probes/kubernetes/snapshot.ts';

export interface FindJob {
  /** Absent where Kubernetes is not configured. */
  readonly snapshot?: () => Promise<Snapshot>;
  readonly clock: Clock;
  readonly limits: Limits;
}

export interface AskedJob {
  readonly investigation: string;
  readonly environment: string;
  readonly requestedBy: string;
  readonly jobId: string;
}

/** Metadata is asked for at least so long: one answer may be a moment before the consumer. */
const LEAST_MS = 3_000;

/**
 * A job that somebody else started, as the subject of an investigation. Its times begin when its Kubernetes Job was made;
 * where that cannot be told they begin now. Metadata is asked until the limit for a consumer is up, or, of a job that is
 * not there, for 3 s.
 */
export async function findJob({ snapshot, clock, limits }: FindJob, { jobId, ...asked }: AskedJob): Promise<Subject> {
  const seen = await snapshot?.();
  const ageMs = seen && ageOf(seen, jobId);
  const now = clock.now();
  const patience = seen && isAbsent(seen, jobId) ? LEAST_MS : Math.max(limits.consumerFailMs, (ageMs ?? 0) + LEAST_MS);
  return { ...asked, zero: now - (ageMs ?? 0), job: { id: jobId }, limits, timeoutMs: patience };
}

/**
 * A job that the bot saw being made at that instant, of its own clock, and that nobody asked about. One that is gone on with
 * late is looked at for a moment at least.
 */
export function watchedJob(
  { bornAt, ...asked }: Omit<AskedJob, 'jobId' | 'requestedBy'> & { readonly bornAt: number; readonly jobId: string },
  limits: Limits,
  now: number,
): Subject {
  const { jobId, ...about } = asked;
  const job = { id: jobId };
  const timeoutMs = Math.max(limits.consumerFailMs, now - bornAt + LEAST_MS);
  return { ...about, requestedBy: WATCH, zero: bornAt, job, limits, watched: true, timeoutMs };
}

/** Stands in history for whoever asked. */
const WATCH = 'watch';

/** By its Kubernetes Job, or by the pod that was made for it. */
function ageOf({ jobs, pods, clusterNow }: Snapshot, jobId: string): number | undefined {
  const { grpcJob, roleOfPod } = jobNames(jobId);
  const made =
    jobs.find(({ name }) => name === grpcJob)?.createdStamp ??
    pods.find(({ name }) => roleOfPod(name) === 'grpc')?.createdStamp;
  return made === undefined || clusterNow === undefined ? undefined : Math.max(0, clusterNow - made);
}

/** Jobs and pods were listed, and nothing of this job is among them. */
export function isAbsent({ jobs, pods, gaps }: Snapshot, jobId: string): boolean {
  const { grpcJob, roleOfPod } = jobNames(jobId);
  const blind = gaps.some(
    ({ kinds, about }) => !about && (kinds.includes('kubernetes-job-state') || kinds.includes('pod-state')),
  );
  return !blind && !jobs.some(({ name }) => name === grpcJob) && !pods.some(({ name }) => roleOfPod(name) === 'grpc');
}
