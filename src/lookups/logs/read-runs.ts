import { jobNames } from '#investigation/job-id.ts';
import type { CollectedRun, Collector, LogRun } from '#investigation/log-reading/collect.ts';
import type { LogsRequest } from '#investigation/log-reading/filter.ts';
import type { ContainerState, GapReason, LogLine, PodState } from '#investigation/observation.ts';
import { BlindError } from '#investigation/probe.ts';
import { withReason } from '#investigation/rules/pod-words.ts';
import { DeadlineError, deadline } from '#lib/deadline.ts';
import type { KubernetesConnection } from '#probes/kubernetes/client.ts';
import { GONE, logOf } from '#probes/logs/open-log.ts';
import { NoLogError, readLog } from '#probes/logs/read-log.ts';
import { accessRemedy } from '../jobs/not-seen.ts';
import type { NotSeen } from '../not-seen.ts';
import type { LogsToRead, RunToRead, WaitingContainer } from './runs.ts';
import type { LogsTools } from './tools.ts';

export interface ReadingRuns extends Pick<LogsTools, 'clock' | 'signal' | 'redactor'> {
  readonly connection: KubernetesConnection;
  readonly jobId: string;
  readonly runs: readonly RunToRead[];
}

/** Longer than 1 GB takes. */
const READ_MS = 60_000;
const MOST_WORDS = 3;

/** Reads all of them at once into the collector; what cannot be read is told, and the rest is read all the same. */
export async function readRuns(reading: ReadingRuns, collector: Collector): Promise<readonly NotSeen[]> {
  const left = new AbortController();
  const limit = deadline(reading.clock, READ_MS, AbortSignal.any([reading.signal, left.signal]));
  try {
    const begun = reading.runs.map((run) => ({ run, into: collector.begin(run) }));
    const unread = await Promise.all(begun.map(({ run, into }) => readRun(reading, run, into, limit.signal)));
    return unread.flat();
  } finally {
    limit.clear();
    left.abort();
  }
}

async function readRun(
  { connection, clock, redactor, signal: stop, jobId }: ReadingRuns,
  run: RunToRead,
  into: CollectedRun,
  signal: AbortSignal,
): Promise<readonly NotSeen[]> {
  const { isPrevious, ...where } = run;
  const { namespace } = connection.settings;
  const said: string[] = [];
  const names = jobNames(jobId);
  try {
    const batches = readLog({
      ...where,
      previous: isPrevious,
      connection,
      clock,
      signal,
      names,
      redactor,
    });
    for await (const { lines, notText } of batches) {
      into.add(written(lines, said));
      into.addNotText(notText);
    }
  } catch (error) {
    stop.throwIfAborted();
    return [unreadLog({ run, namespace, ...failureOf(error) })];
  }
  return said.map((detail) =>
    unreadLog({ run, namespace, reason: 'failed', detail, ...(detail.startsWith(GONE) && { status: 404 }) }),
  );
}

/** What has no stamp is the kubelet speaking, sent with status 200: it cannot find the log, or lost a part of it. */
function* written(lines: Iterable<LogLine>, said: string[]): Generator<LogLine> {
  for (const line of lines) {
    if (line.stamp !== undefined) yield line;
    else if (said.length < MOST_WORDS) said.push(line.text);
  }
}

function failureOf(error: unknown) {
  if (error instanceof NoLogError) return { reason: error.reason, detail: error.message, status: error.status };
  if (error instanceof BlindError) return { reason: error.reason, detail: error.message };
  if (!(error instanceof DeadlineError)) throw error;
  return { reason: 'cut-short' as const, detail: `it is longer than what can be read in ${READ_MS / 1_000} s` };
}

export interface UnreadLog {
  readonly run: LogRun;
  readonly namespace: string;
  readonly reason: GapReason;
  /** What was being done, and what came back. */
  readonly detail: string;
  /** What Kubernetes answered with, where it answered with something else than a log. */
  readonly status?: number;
}

/** Why the log of a container could not be read, and what to do. */
export function unreadLog({ run, namespace, reason, detail, status }: UnreadLog): NotSeen {
  const what = whatOf(run);
  switch (status) {
    case 401:
      return { what: 'logs', why: detail, remedy: 'Renew the token or certificate of the kubeconfig' };
    case 403:
      return {
        what: `the logs of pods in namespace ${namespace}`,
        why: /User ".*$/s.exec(detail)?.[0] ?? detail,
        remedy: accessRemedy(namespace, detail),
      };
    case 404:
      return { what, why: 'the pod has gone meanwhile', remedy: `${CAPTURE} keeps the logs of jobs that are gone` };
    case 400:
      if (run.isPrevious) return { what, why: 'the node does not keep it any more' };
      return { what, why: /is waiting to start.*$/s.exec(detail)?.[0] ?? detail, remedy: SOON };
    case 204:
      return { what, why: 'its pod has no node yet', remedy: SOON };
    default:
      return { what, why: detail, ...remedyFor(reason) };
  }
}

const CAPTURE = '`capture: true` of the environment in focus.yml';
const SOON = 'Ask again in some seconds';

function whatOf(run: LogRun): string {
  return `${logOf(run)}${run.isPrevious ? ' before its last restart' : ''}`;
}

function remedyFor(reason: GapReason): Pick<NotSeen, 'remedy'> {
  switch (reason) {
    case 'unreachable':
    case 'timed-out':
      return {
        remedy: 'Check that the Kubernetes API, and through it the node, can be reached from where the bot runs',
      };
    case 'cut-short':
      return { remedy: 'Ask for less, with since=… or tail=…' };
    case 'not-configured':
    case 'not-told':
    case 'not-trusted':
    case 'misdirected':
    case 'tunnel-down':
    case 'bot-stalled':
    case 'bot-away':
    case 'refused':
    case 'failed':
      return {};
  }
}

/** A container that has written nothing because it has not started. */
export function waitingLog({ pod, container }: WaitingContainer, namespace: string): NotSeen {
  if (!container) {
    const why = withReason(
      pod.node === undefined ? 'it has no node yet' : 'it has no containers yet',
      pod.unschedulable,
    );
    return { what: `the log of pod ${pod.name}`, why, remedy: describing(pod, namespace) };
  }
  const why = withReason(`it waits to start: ${container.reason ?? 'for no reason given'}`, container.message);
  return {
    what: `the log of ${container.name} in pod ${pod.name}`,
    why,
    remedy: remedyForWaiting(pod, container, namespace),
  };
}

function remedyForWaiting(pod: PodState, { reason = '' }: ContainerState, namespace: string): string {
  if (['ContainerCreating', 'PodInitializing', ''].includes(reason)) return SOON;
  if (/image/i.test(reason)) return `Check the image's name and its pull secret, with ${describing(pod, namespace)}`;
  return describing(pod, namespace);
}

function describing({ name }: PodState, namespace: string): string {
  return `kubectl describe pod ${name} -n ${namespace}`;
}

export function moreLogs({ more }: LogsToRead): readonly NotSeen[] {
  if (more === 0) return [];
  return [{ what: `${more} more logs`, why: 'there are too many', remedy: 'Choose with pod=grpc, cleanup or backend' }];
}

/** Why no line has come, where none has. */
export function whyNoLine(request: LogsRequest, { runs }: LogsToRead, unread: readonly NotSeen[]): string {
  if (runs.length === 0)
    return request.previous ? 'no container of it has restarted' : 'none of its containers has started';
  if (unread.length >= runs.length) return 'its logs could not be read';
  const { sinceMs, grep, level } = request;
  const isFiltered = sinceMs !== undefined || grep !== undefined || level !== undefined;
  return isFiltered ? 'no line passes the filter' : 'it has logged nothing so far';
}
