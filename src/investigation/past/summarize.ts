import { backendOf, readSignals } from '../diagnosis/signals.ts';
import type { Evidence } from '../evidence.ts';
import { jobIdIn } from '../job-id.ts';
import type { Report } from '../report/report.ts';
import { eventsNow } from '../rules/read-timeline.ts';
import { kindOf } from '../subject.ts';
import { buildTimeline, type Timeline } from '../timeline/timeline.ts';
import type { PastInvestigation } from './past.ts';

/** An investigation as evidence and report tell it. */
export interface Investigated {
  readonly evidence: Evidence;
  readonly report: Report;
  /** The check that asked. */
  readonly check?: string;
  /** The series that it is a run of. */
  readonly series?: string;
}

/** What history lists of an investigation, and learns from. Pure. */
export function summarize({ evidence, report, check, series }: Investigated): PastInvestigation {
  const timeline = buildTimeline(evidence);
  const totalMs = totalOf(timeline);
  const waitedMs = totalMs === undefined ? waitedOf(timeline, report) : undefined;
  const imageCached = wasCached(timeline);
  const backend = backendOf(evidence);
  return {
    investigation: report.investigation,
    environment: report.environment,
    verdict: report.verdict,
    standing: report.standing,
    ...(report.cause && { cause: report.cause.id }),
    startedAt: report.startedAt,
    tookMs: report.tookMs,
    ...(report.jobId !== undefined && { jobId: report.jobId }),
    requestedBy: report.requestedBy,
    ...(check !== undefined && { check }),
    ...(series !== undefined && { series }),
    request: report.request,
    ...(evidence.subject.watched && { watched: true }),
    ...(totalMs !== undefined && { totalMs }),
    ...(waitedMs !== undefined && { waitedMs }),
    phases: phasesOf(timeline),
    ...(imageCached !== undefined && { imageCached }),
    ...(backend && { backend }),
    signals: readSignals(timeline),
  };
}

/** Absent for a job that was there already: nobody saw its beginning. Of a watched one from its Kubernetes Job on. */
function totalOf({ milestones, evidence }: Timeline): number | undefined {
  const ready = milestones['consumer-ready'];
  if (ready.state !== 'reached' || kindOf(evidence.subject) !== 'started') return undefined;
  return middle(ready.earliest, ready.latest);
}

/** What is broken before its time is up gets no consumer any more, so it waited for all of it. */
function waitedOf({ milestones, evidence }: Timeline, { verdict, standing }: Report): number | undefined {
  if (kindOf(evidence.subject) !== 'started' || standing === 'request') return undefined;
  const ready = milestones['consumer-ready'];
  const watchedMs = ready.state === 'not-reached' ? ready.after : 0;
  if (verdict === 'broken') return Math.round(Math.max(watchedMs, evidence.subject.limits.consumerFailMs));
  return watchedMs > 0 ? Math.round(watchedMs) : undefined;
}

function phasesOf({ phases }: Timeline): PastInvestigation['phases'] {
  const ended = phases.flatMap(({ id, covers, took }) =>
    covers.length === 1 && took.atMost !== undefined ? [[id, middle(took.atLeast, took.atMost)] as const] : [],
  );
  return Object.fromEntries(ended);
}

function middle(from: number, to: number): number {
  return Math.round((from + to) / 2);
}

/** By the kubelet's words. One image of the job's pod that was pulled is enough to have waited for it. */
export function wasCached(timeline: Timeline): boolean | undefined {
  const pulled = eventsNow(timeline)
    .map(({ fact }) => fact)
    .filter(({ reason, object }) => reason === 'Pulled' && isAnalyzer(object, timeline.evidence));
  if (pulled.some(({ message }) => message.startsWith('Successfully pulled'))) return false;
  return pulled.some(({ message }) => message.includes('already present on machine')) ? true : undefined;
}

function isAnalyzer({ kind, name }: { readonly kind: string; readonly name: string }, { subject }: Evidence): boolean {
  return kind === 'Pod' && name.startsWith('grpc-') && jobIdIn(name) === subject.job?.id;
}
