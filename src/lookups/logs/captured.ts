import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Capture } from '#history/capture.ts';
import { namedKinds } from '#investigation/facts.ts';
import { jobNames } from '#investigation/job-id.ts';
import { type Collector, createCollector, type LogRun } from '#investigation/log-reading/collect.ts';
import { type LogsRequest, lineFilter } from '#investigation/log-reading/filter.ts';
import { maskInTurns } from '#investigation/log-reading/mask-lines.ts';
import type { Fact, FactKind, FactOf, KubernetesEvent, LogLine, PodState } from '#investigation/observation.ts';
import { type JobsView, viewOf } from '#investigation/rules/job-parts.ts';
import { formatDuration } from '#lib/duration.ts';
import type { Redactor } from '#lib/redact.ts';
import type { QueuesOfJob } from '#probes/jobs/look-at-job.ts';
import { failureOf } from '../jobs/judge.ts';
import type { NotSeen } from '../not-seen.ts';
import { eventsFact } from './living.ts';
import { jobEvents } from './log-files.ts';
import type { Findings } from './tools.ts';
import { queueWords, type ShownFact } from './write-report.ts';

export interface ReadingCapture {
  readonly capture: Capture;
  readonly request: LogsRequest;
  readonly redactor: Redactor;
  /** No pod of it was seen just now; false where that could not be seen. */
  readonly isGone: boolean;
  readonly queues: QueuesOfJob | undefined;
  /** What else could not be seen. */
  readonly notSeen: readonly NotSeen[];
}

/** What was captured of a job while it lived, read as the logs of one that lives are. */
export async function readCaptured(reading: ReadingCapture): Promise<Findings> {
  const { capture, request, redactor, isGone, queues, notSeen } = reading;
  const names = jobNames(request.jobId);
  const events = redactor.redactDeep(jobEvents(latest(capture, 'kubernetes-event', idOfEvent), names, request));
  const pods = redactor
    .redactDeep(latest(capture, 'pod-state', ({ uid }) => uid))
    .filter(({ role }) => role !== 'backend');
  const lines = factsOf(capture, 'log-line').filter(({ source }) => request.pods === 'all' || request.pods === source);
  const lastStamp = lines.reduce((last, { stamp = 0 }) => Math.max(last, stamp), 0);
  const passes = lineFilter(request, lastStamp);
  const collector = createCollector({ passes, ...(request.tail !== undefined && { tail: request.tail }) });
  for (const event of events) collector.event(event);
  await collectLines(lines, pods, request, collector, redactor);

  const { firstSeenAt, lastSeenAt, droppedLines, end } = capture;
  const job: CapturedJob = {
    jobId: request.jobId,
    pods,
    events,
    firstSeenAt,
    lastSeenAt,
    droppedLines,
    wasSeenToGo: end === 'gone',
  };
  const namespace = { at: lastSeenAt, pods, jobs: [], services: [], events, gaps: [] };
  const view = viewOf({ at: lastSeenAt, namespace });
  const found = {
    source: 'captured' as const,
    state: capturedState(job, view, isGone || end === 'gone'),
    facts: capturedFacts(job, view, queues),
    seen: { firstAt: firstSeenAt, lastAt: lastSeenAt },
    notSeen: [
      ...notSeen,
      ...capture.gaps.map(({ kinds, detail }) => ({ what: `${namedKinds(kinds)} while it lived`, why: detail })),
    ],
    near: [],
    until: 'its last line',
    whyNoLine: lines.length === 0 ? 'no line of it was captured' : 'no line passes the filter',
  };
  return { found, collected: collector.collected() };
}

function factsOf<K extends FactKind>({ observations }: Capture, kind: K): readonly FactOf<K>[] {
  return observations.flatMap(({ fact }) => (isOf(fact, kind) ? [fact] : []));
}

function isOf<K extends FactKind>(fact: Fact, kind: K): fact is FactOf<K> {
  return fact.kind === kind;
}

/** The last that was learned of each. */
function latest<K extends FactKind>(
  capture: Capture,
  kind: K,
  idOf: (fact: FactOf<K>) => string,
): readonly FactOf<K>[] {
  return [...new Map(factsOf(capture, kind).map((fact) => [idOf(fact), fact])).values()];
}

function idOfEvent({ object, reason, message, firstStamp }: FactOf<'kubernetes-event'>): string {
  return JSON.stringify([object.kind, object.name, reason, message, firstStamp]);
}

const ORDER: readonly LogLine['source'][] = ['grpc', 'cleanup', 'backend'];

async function collectLines(
  lines: readonly LogLine[],
  pods: readonly PodState[],
  { previous }: LogsRequest,
  collector: Collector,
  redactor: Redactor,
): Promise<void> {
  const isPrevious = beforeRestart(pods);
  const runs = Map.groupBy(lines, (line) => JSON.stringify([line.pod, line.container, isPrevious(line)]));
  const rank = ([line]: readonly LogLine[]) => (line ? 2 * ORDER.indexOf(line.source) + Number(isPrevious(line)) : 0);
  const inOrder = [...runs.values()].toSorted((a, b) => rank(a) - rank(b));
  for (const [first, ...more] of inOrder) {
    if (!first) continue;
    const run: LogRun = {
      source: first.source,
      pod: first.pod,
      container: first.container,
      isPrevious: isPrevious(first),
    };
    if (previous && !run.isPrevious) continue;
    collector.begin(run).add(await masked([first, ...more], redactor));
  }
}

/** A line that was written before the run of its container that was seen last began. */
function beforeRestart(pods: readonly PodState[]): (line: LogLine) => boolean {
  const begun = new Map<string, number>();
  for (const { name, containers } of pods)
    for (const { name: container, restarts, startedStamp } of containers)
      if (restarts > 0 && startedStamp !== undefined) begun.set(`${name}/${container}`, startedStamp);
  return ({ pod, container, stamp }) => {
    const start = begun.get(`${pod}/${container}`);
    return start !== undefined && stamp !== undefined && stamp < start;
  };
}

/** Lines were masked one by one when they were captured; a secret on several shows only now. */
async function masked(lines: readonly LogLine[], redactor: Redactor): Promise<readonly LogLine[]> {
  const texts = lines.map(({ text }) => text.split('\n'));
  const shown = await maskInTurns(texts.flat(), redactor, nextTurn);
  let from = 0;
  return lines.flatMap((line, i) => {
    const to = from + (texts[i]?.length ?? 0);
    const left = shown.slice(from, to).filter((text) => text !== undefined);
    from = to;
    return left.length === 0 ? [] : [{ ...line, text: left.join('\n') }];
  });
}

/** What of a capture is told in words. */
export interface CapturedJob {
  readonly jobId: string;
  /** Each pod as it was last seen. */
  readonly pods: readonly PodState[];
  readonly events: readonly KubernetesEvent[];
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly droppedLines: number;
  /** Its pods were seen to go. */
  readonly wasSeenToGo: boolean;
}

/** `Job 19-7 is gone; captured while it lived, 2025-11-13 15:34:12 to 15:34:55 UTC: its grpc pod Failed: OOMKilled, exit code 137`. */
export function capturedState(job: CapturedJob, view: JobsView, isGone: boolean): string {
  const { jobId, pods, firstSeenAt, lastSeenAt } = job;
  const times = `${moment(firstSeenAt)} to ${moment(lastSeenAt).slice(sameDay(firstSeenAt, lastSeenAt) ? 11 : 0)} UTC`;
  const failures = pods.flatMap((pod) => failureOf(pod, view) ?? []);
  const how = failures[0] === undefined ? '' : `: its ${failures[0]}`;
  if (isGone) return `Job ${jobId} is gone; this was captured while it lived, ${times}${how}`;
  return `Whether job ${jobId} still lives could not be seen; this was captured of it, ${times}${how}`;
}

/** As each part was last seen. */
export function capturedFacts(job: CapturedJob, view: JobsView, queues: QueuesOfJob | undefined): readonly ShownFact[] {
  const { pods, firstSeenAt, lastSeenAt, droppedLines, wasSeenToGo } = job;
  const dropped = droppedLines === 0 ? '' : `; ${droppedLines} more lines were not kept`;
  const end = wasSeenToGo ? ', until its pods went' : ', not to its end';
  const node = pods.find(({ role }) => role === 'grpc')?.node;
  const facts: readonly (ShownFact | undefined)[] = [
    { label: 'Captured', value: `${formatDuration(lastSeenAt - firstSeenAt)}${end}${dropped}` },
    { label: 'Pods', value: pods.map((pod) => lastWords(pod, view)).join(' · ') || 'none seen' },
    node === undefined ? undefined : { label: 'Node', value: node },
    leftQueues(queues),
    eventsFact(job.events),
  ];
  return facts.filter((fact) => fact !== undefined);
}

function lastWords(pod: PodState, view: JobsView): string {
  const ready = pod.role === 'grpc' && pod.phase === 'Running' ? (pod.ready ? ', Ready' : ', not Ready') : '';
  return `${failureOf(pod, view) ?? `${pod.role} ${pod.phase}${ready}`}${pod.deleted ? ', then deleted' : ''}`;
}

/** The clean-up of a job does not delete its queue. */
export function leftQueues(queues: QueuesOfJob | undefined): ShownFact | undefined {
  if (!queues || queues.queues.length === 0) return undefined;
  return { label: 'Left queues', value: queues.queues.map(queueWords).join(' · ') };
}

function sameDay(a: number, b: number): boolean {
  return moment(a).slice(0, 10) === moment(b).slice(0, 10);
}

/** `2025-11-13 15:34:12`, in UTC. */
function moment(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
