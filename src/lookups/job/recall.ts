import type { Capture } from '#history/capture.ts';
import type { History } from '#history/history.ts';
import type { PodState } from '#investigation/observation.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';
import { viewOf } from '#investigation/rules/job-parts.ts';
import { formatDuration } from '#lib/duration.ts';
import { lookAtJob } from '#probes/jobs/look-at-job.ts';
import type { Snapshot } from '#probes/kubernetes/snapshot.ts';
import { isAbsent } from '../find-job.ts';
import { failureOf } from '../jobs/judge.ts';
import { lookUpLogs } from '../logs/look.ts';
import type { LogsTools } from '../logs/tools.ts';
import type { JobOver } from './over.ts';

export interface RecallTools extends LogsTools {
  readonly history: Pick<History, 'past' | 'report'>;
  /** The https link to where an investigation was told. */
  linkTo(investigation: string): Promise<string | undefined>;
}

export type Asked = Pick<JobOver, 'lookup' | 'environment' | 'requestedBy' | 'jobId'>;

export type Recalled =
  /** It is there, or may be: it is to be looked at. */
  | { readonly kind: 'there'; readonly snapshot?: Snapshot }
  | { readonly kind: 'over'; readonly over: JobOver }
  /** Nobody ever saw it. `near`: ids of living jobs like it. */
  | { readonly kind: 'unknown'; readonly near: readonly string[] };

const METADATA_MS = 1_500;

/**
 * Whether a job is there, and what is remembered of it where it is not. One that Kubernetes does not have is over when it
 * was investigated or captured, or left something behind; it is unknown only where metadata says so too, and the backend
 * does not name it: a job just configured has no more than that.
 */
export async function recallJob(tools: RecallTools, asked: Asked): Promise<Recalled> {
  const snapshot = await tools.snapshot();
  if (!snapshot || !isAbsent(snapshot, asked.jobId)) return { kind: 'there', ...(snapshot && { snapshot }) };
  const there: Recalled = { kind: 'there', snapshot };
  const looks = lookAtJob({ ...tools, jobId: asked.jobId, patienceMs: METADATA_MS });
  const [metadata, queues, capture] = await Promise.all([
    looks.metadata,
    looks.queues,
    tools.captures.find(asked.environment, asked.jobId),
    looks.records,
  ]);
  const answer = metadata.kind === 'seen' ? metadata.value.answer : undefined;
  if (answer === 'ready') return there;
  const past = await lastOf(tools, asked, capture);
  if (past || capture) return { kind: 'over', over: { ...asked, ...(await remembered(tools, past, capture)) } };
  if (answer !== 'id-unknown') return there;
  const request = { jobId: asked.jobId, pods: 'all', previous: false } as const;
  const { counts, files, near } = await lookUpLogs({ ...tools, snapshot: async () => snapshot }, { ...asked, request });
  if (counts.lines > 0) return there;
  const left = queues.kind === 'seen' ? queues.value.queues.map(({ name }) => `its queue ${name} is left`) : [];
  if (files.length > 0) left.push('Kubernetes still has events of it');
  return left.length > 0 ? { kind: 'over', over: { ...asked, how: left } } : { kind: 'unknown', near };
}

/** More than ask about one job. */
const MOST_PAST = 20;
/** An investigation may begin before the first pod is seen, and end after the last. */
const BESIDE_MS = 10_000;

/** The last investigation that saw it live; ids come back, so of the life that was captured. */
async function lastOf(
  { history }: RecallTools,
  { environment, jobId }: Asked,
  capture: Capture | undefined,
): Promise<PastInvestigation | undefined> {
  const lines = await history.past({ environment, jobId }, MOST_PAST);
  return lines.find(
    ({ cause, startedAt, tookMs }) =>
      cause !== 'job-gone' &&
      (!capture ||
        (startedAt <= capture.lastSeenAt + BESIDE_MS && startedAt + tookMs >= capture.firstSeenAt - BESIDE_MS)),
  );
}

async function remembered(
  { history, linkTo }: RecallTools,
  past: PastInvestigation | undefined,
  capture: Capture | undefined,
): Promise<Pick<JobOver, 'last' | 'how' | 'verdict'>> {
  const how = capture ? howOf(capture) : [];
  const last = capture
    ? { at: capture.lastSeenAt, wasSeenToGo: capture.end === 'gone' }
    : past && { at: past.startedAt + past.tookMs, wasSeenToGo: false };
  if (!past) return { ...(last && { last }), how };
  const { investigation, series = investigation, verdict: is, cause = is } = past;
  const [report, link] = await Promise.all([history.report(investigation), linkTo(series)]);
  const headline = report?.headline ?? cause;
  return { ...(last && { last }), how, verdict: { is, headline, ...(link !== undefined && { link }) } };
}

/** `seen for 38 s`, and what its pods came to. */
function howOf({ firstSeenAt, lastSeenAt, observations }: Capture): readonly string[] {
  const states = observations.flatMap(({ fact }) =>
    fact.kind === 'pod-state' && fact.role !== 'backend' ? [fact] : [],
  );
  const pods = [...new Map(states.map((pod): [string, PodState] => [pod.uid, pod])).values()];
  const events = observations.flatMap(({ fact }) => (fact.kind === 'kubernetes-event' ? [fact] : []));
  const namespace = { at: lastSeenAt, pods, jobs: [], services: [], events, gaps: [] };
  const view = viewOf({ at: lastSeenAt, namespace });
  return [`seen for ${formatDuration(lastSeenAt - firstSeenAt)}`, ...pods.flatMap((pod) => failureOf(pod, view) ?? [])];
}
