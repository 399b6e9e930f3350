import type { Capture } from '#history/capture.ts';
import { jobNames } from '#investigation/job-id.ts';
import { type Collector, createCollector, type LogRun } from '#investigation/log-reading/collect.ts';
import { createLineMask } from '#investigation/log-reading/mask-lines.ts';
import { lineFilter } from '#investigation/lookup/filter.ts';
import { sceneOf } from '#investigation/lookup/jobs/scene.ts';
import { type CapturedJob, capturedFacts, capturedState } from '#investigation/lookup/logs/captured-words.ts';
import { jobEvents } from '#investigation/lookup/logs/job-events.ts';
import type { QueuesSeen } from '#investigation/lookup/logs/looks.ts';
import type { NotSeen } from '#investigation/lookup/logs-report.ts';
import type { LogsRequest } from '#investigation/lookup/logs-request.ts';
import type { Fact, FactKind, FactOf, LogLine, PodState } from '#investigation/observation.ts';
import { namedKinds } from '#investigation/words.ts';
import type { Redactor } from '#lib/redact.ts';
import type { Findings } from './findings.ts';

export interface ReadingCapture {
  readonly capture: Capture;
  readonly request: LogsRequest;
  readonly redactor: Redactor;
  /** No pod of it was seen just now; false where that could not be seen. */
  readonly isGone: boolean;
  readonly queues: QueuesSeen | undefined;
  /** What else could not be seen. */
  readonly notSeen: readonly NotSeen[];
}

/** What was captured of a job while it lived, read as the logs of one that lives are. */
export function readCaptured({ capture, request, redactor, isGone, queues, notSeen }: ReadingCapture): Findings {
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
  collectLines(lines, pods, request, collector, redactor);

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
  const scene = sceneOf({ at: lastSeenAt, namespace });
  const found = {
    source: 'captured' as const,
    state: capturedState(job, scene, isGone || end === 'gone'),
    facts: capturedFacts(job, scene, queues),
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

function collectLines(
  lines: readonly LogLine[],
  pods: readonly PodState[],
  { previous }: LogsRequest,
  collector: Collector,
  { redact }: Redactor,
): void {
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
    collector.begin(run).add(masked([first, ...more], redact));
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
function masked(lines: readonly LogLine[], redact: Redactor['redact']): readonly LogLine[] {
  const single = lines.flatMap((line) => line.text.split('\n').map((text) => ({ ...line, text })));
  const mask = createLineMask(redact);
  const texts = [...mask.add(single.map(({ text }) => text)), ...mask.end()];
  return single.flatMap((line, i) => {
    const text = texts[i];
    return text === undefined ? [] : [{ ...line, text }];
  });
}
