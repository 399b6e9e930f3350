import { type JobNames, jobNames } from '#investigation/job-id.ts';
import type { LogRun } from '#investigation/log-reading/collect.ts';
import type { LogsRequest } from '#investigation/log-reading/filter.ts';
import { CONTEXT_LINES } from '#investigation/log-reading/mask-lines.ts';
import type { ContainerState, PodState } from '#investigation/observation.ts';

/** Which logs there are to read of a job, and which containers have none yet. */
export interface LogsToRead {
  readonly runs: readonly RunToRead[];
  readonly waiting: readonly WaitingContainer[];
  /** So many more runs there would be. */
  readonly more: number;
}

export interface RunToRead extends LogRun {
  readonly sinceSeconds?: number;
  readonly tailLines?: number;
}

export interface WaitingContainer {
  readonly pod: PodState;
  /** Absent where the pod has not got as far as having containers. */
  readonly container?: ContainerState;
}

export interface RunsAsked {
  readonly request: LogsRequest;
  /** When the job began on the cluster's clock, and how long ago that is; absent where nothing tells. */
  readonly bornAt?: number;
  readonly ageMs?: number;
}

/** More containers than a job and its backend ever have. */
const MOST_RUNS = 40;
const BEFORE_BEGIN_S = 5;
const AGE_UNKNOWN_S = 600;

/** The job's pods first, then the backend's; of each container the present run, then the one before its last restart. */
export function logsToRead(pods: readonly PodState[], asked: RunsAsked): LogsToRead {
  const names = jobNames(asked.request.jobId);
  const chosen = pods.filter((pod) => !pod.deleted && isChosen(pod, names, asked.request));
  const ordered = SOURCES.flatMap((source) =>
    chosen.filter(({ role }) => role === source).map((pod) => ({ pod, source })),
  );
  const runs = ordered.flatMap(({ pod, source }) =>
    pod.containers.flatMap((container) => runsOf({ pod, source, container }, asked)),
  );
  return {
    runs: runs.slice(0, MOST_RUNS),
    waiting: ordered.flatMap(({ pod }) => waitingIn(pod)),
    more: Math.max(0, runs.length - MOST_RUNS),
  };
}

function isChosen({ role, name }: PodState, names: JobNames, { pods }: LogsRequest): boolean {
  if (pods !== 'all' && pods !== role) return false;
  return role === 'backend' || names.roleOfPod(name) === role;
}

const SOURCES: readonly RunToRead['source'][] = ['grpc', 'cleanup', 'backend'];

interface OneContainer {
  readonly pod: PodState;
  readonly source: RunToRead['source'];
  readonly container: ContainerState;
}

/** A container that waits after a restart shows the log of its last end as its present one too: it is read once. */
function runsOf({ pod, source, container }: OneContainer, asked: RunsAsked): readonly RunToRead[] {
  const { previous } = asked.request;
  const run = (isPrevious: boolean): RunToRead => ({
    source,
    pod: pod.name,
    container: container.name,
    isPrevious,
    ...limitsFor(pod, asked),
  });
  return [
    ...(container.state !== 'waiting' && !previous ? [run(false)] : []),
    ...(container.restarts > 0 && (previous || wasRestartedMeanwhile(pod, container, asked)) ? [run(true)] : []),
  ];
}

/** The backend may have restarted weeks ago, which is no news of this job. */
function wasRestartedMeanwhile(
  { role }: PodState,
  { state, startedStamp }: ContainerState,
  { bornAt }: RunsAsked,
): boolean {
  if (role !== 'backend' || state === 'waiting') return true;
  return bornAt !== undefined && startedStamp !== undefined && startedStamp >= bornAt;
}

/** The server leaves out what need not be sent; other filters than time ask for every line. */
function limitsFor({ role }: PodState, { request, ageMs }: RunsAsked) {
  const { sinceMs, tail, grep, level } = request;
  const ofBackend = ageMs === undefined ? AGE_UNKNOWN_S : Math.ceil(ageMs / 1_000) + BEFORE_BEGIN_S;
  const sinceSeconds = sinceMs !== undefined ? Math.ceil(sinceMs / 1_000) : role === 'backend' ? ofBackend : undefined;
  const isPlain = role !== 'backend' && grep === undefined && level === undefined;
  return {
    ...(sinceSeconds !== undefined && { sinceSeconds }),
    // Of a secret on many lines the last need not show what they are: they are read with those before them.
    ...(tail !== undefined && isPlain && { tailLines: tail + CONTEXT_LINES }),
  };
}

function waitingIn(pod: PodState): readonly WaitingContainer[] {
  if (pod.role === 'backend') return [];
  if (pod.containers.length === 0) return [{ pod }];
  return pod.containers
    .filter(({ state, restarts }) => state === 'waiting' && restarts === 0)
    .map((container) => ({ pod, container }));
}
