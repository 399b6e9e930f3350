import { jobNames } from '#investigation/job-id.ts';
import { tellingLine } from '#investigation/log-entry.ts';
import { type CollectedRun, createCollector } from '#investigation/log-reading/collect.ts';
import { describeFilter, type LogsRequest, lineFilter } from '#investigation/log-reading/filter.ts';
import type { LogLine, PodState } from '#investigation/observation.ts';
import { BlindError, type Sighting } from '#investigation/probe.ts';
import type { ReportedLogLine } from '#investigation/report/report.ts';
import type { Subject } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import type { Redactor } from '#lib/redact.ts';
import { backendPods } from '#probes/kubernetes/backend-pods.ts';
import type { KubernetesConnection } from '#probes/kubernetes/client.ts';
import { mergeStreams } from '#probes/kubernetes/merge-streams.ts';
import { podsOf } from '#probes/kubernetes/of-job.ts';
import type { KubernetesProbeOptions } from '#probes/kubernetes/options.ts';
import { podsProbe } from '#probes/kubernetes/pods.ts';
import { followLogs } from '#probes/logs/follow-logs.ts';
import type { FollowEnd, FollowState } from './follow-state.ts';
import { logFiles } from './log-files.ts';
import type { LogFile } from './report.ts';
import { timeOfDay } from './write-report.ts';

export interface FollowTools {
  readonly connection: KubernetesConnection;
  readonly clock: Clock;
  /** Aborts when this worker stops: following rejects with its reason, and goes on elsewhere. */
  readonly signal: AbortSignal;
  readonly redactor: Redactor;
  /** Resolves with who stops it, if anybody does. */
  readonly stopped: Promise<string>;
  /** Resolves when no pod of the job is left that may write. */
  podsEnded(signal: AbortSignal): Promise<void>;
}

export interface AskedFollow {
  readonly lookup: string;
  readonly environment: string;
  readonly requestedBy: string;
  readonly request: LogsRequest;
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly endsAt: number;
}

export interface Followed {
  /** The last state, which says why it ended. */
  readonly state: FollowState;
  /** All that passed the filter. */
  readonly files: readonly LogFile[];
}

/** Slack takes an edit of one message about every 2 s. */
const SHOW_MS = 2_000;
const SHOWN = 30;
/** Of a job that lives already, what came just before shows what it is about. */
const BACK_S = 10;

/**
 * Shows what the pods of a job log, and what the backend logs about it, every 2 s until the time is up, somebody stops it
 * or the pods end.
 */
export async function followJobLogs(
  tools: FollowTools,
  asked: AskedFollow,
  show: (state: FollowState) => void,
): Promise<Followed> {
  const { clock, signal } = tools;
  const seen = createSeen(asked);
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const state = (end?: FollowEnd) => tools.redactor.redactDeep({ ...seen.state(clock.now()), ...(end && { end }) });
  const reading = readAll(tools, asked, until, seen.add);
  const showing = showAndWait(tools, asked, until, () => show(state()));
  const ways = [showing, reading, endOfPods(tools, until)];
  const stopped = tools.stopped.then((by): FollowEnd => ({ why: 'stopped', by }));
  const end = await Promise.race([...ways, stopped])
    .catch((error: unknown) => {
      throw signal.aborted ? signal.reason : error;
    })
    .finally(() => over.abort());
  await Promise.allSettled(ways);
  return { state: state(end), files: seen.files() };
}

/** Resolves when its time is up. */
async function showAndWait(
  { clock }: FollowTools,
  { endsAt }: AskedFollow,
  until: AbortSignal,
  show: () => void,
): Promise<FollowEnd> {
  for (;;) {
    const left = endsAt - clock.now();
    if (left <= 0) return { why: 'time-is-up' };
    await clock.sleep(Math.min(SHOW_MS, left), until);
    if (clock.now() < endsAt) show();
  }
}

async function endOfPods({ clock, podsEnded }: FollowTools, until: AbortSignal): Promise<FollowEnd> {
  await podsEnded(until);
  // The last lines come a moment after the end.
  await clock.sleep(SHOW_MS, until);
  return { why: 'pods-ended' };
}

/** Resolves only when nothing more can be read, with why. */
async function readAll(
  { connection, clock, redactor }: FollowTools,
  { request }: AskedFollow,
  until: AbortSignal,
  add: (line: LogLine) => void,
): Promise<FollowEnd> {
  const names = jobNames(request.jobId);
  const wants = (role: LogLine['source']) => request.pods === 'all' || request.pods === role;
  const common = { connection, clock, signal: until, names, redactor, backSeconds: () => BACK_S };
  const merged = mergeStreams<Sighting>();
  merged.add(
    followLogs({
      ...common,
      pods: podsOf(names),
      sourceOf: (pod) => ofWanted(names.roleOfPod(pod), wants),
    }),
  );
  if (wants('backend')) merged.add(followLogs({ ...common, pods: backendPods(connection), sourceOf: () => 'backend' }));
  try {
    for await (const sighting of merged)
      if ('fact' in sighting && sighting.fact.kind === 'log-line') add(sighting.fact);
  } catch (error) {
    if (!(error instanceof BlindError)) throw error;
    return { why: 'broken-off', reason: error.message };
  }
  until.throwIfAborted();
  return { why: 'broken-off', reason: 'the logs could not be followed any further' };
}

function ofWanted(role: 'grpc' | 'cleanup' | undefined, wants: (role: LogLine['source']) => boolean) {
  return role && wants(role) ? role : undefined;
}

function createSeen({ request, startedAt, ...asked }: AskedFollow) {
  const collector = createCollector({
    passes: lineFilter(request),
    ...(request.tail !== undefined && { tail: request.tail }),
  });
  const passes = lineFilter(request);
  const runs = new Map<string, CollectedRun>();
  const counts = { lines: 0, errors: 0, warnings: 0 };
  let last: readonly { readonly at: number; readonly line: ReportedLogLine }[] = [];
  const runOf = ({ source, pod, container }: LogLine): CollectedRun => {
    const key = `${pod}/${container}`;
    const run = runs.get(key) ?? collector.begin({ source, pod, container, isPrevious: false });
    runs.set(key, run);
    return run;
  };
  const filter = describeFilter(request);
  return {
    add(line: LogLine): void {
      // The backend serves other jobs too.
      if (line.source === 'backend' && !line.namesJob) return;
      const at = line.stamp ?? 0;
      if (!passes({ ...line, at })) return;
      runOf(line).add([line]);
      counts.lines += 1;
      if (line.level === 'error') counts.errors += 1;
      if (line.level === 'warning') counts.warnings += 1;
      const { source, pod, level, text } = line;
      // Logs are read side by side: what came late takes its place.
      const entry = { at, line: { source, pod, at: timeOfDay(at), level, text: tellingLine(text) } };
      last = [...last, entry].toSorted((a, b) => a.at - b.at).slice(-SHOWN);
    },
    state: (at: number): FollowState => ({
      ...asked,
      jobId: request.jobId,
      startedAt,
      at,
      counts: { ...counts },
      lines: last.map(({ line }) => line),
      ...(filter !== undefined && { filter }),
    }),
    files: () => logFiles(collector.collected()),
  };
}

/**
 * Resolves when pods of the job were seen and none of them may write any more: deleted, or all containers terminated.
 * Rejects with the signal's reason, or a BlindError when the pods cannot be seen.
 */
export async function podsEnded(options: KubernetesProbeOptions, subject: Subject, signal: AbortSignal): Promise<void> {
  const writing = new Map<string, boolean>();
  for await (const sighting of podsProbe(options).watch(subject, signal)) {
    if (!('fact' in sighting) || sighting.fact.kind !== 'pod-state') continue;
    writing.set(sighting.fact.uid, mayWrite(sighting.fact));
    if (![...writing.values()].includes(true)) return;
  }
  throw signal.reason;
}

function mayWrite({ deleted, phase, containers }: PodState): boolean {
  const ended = phase === 'Succeeded' || phase === 'Failed';
  return !deleted && !ended && !(containers.length > 0 && containers.every(({ state }) => state === 'terminated'));
}
