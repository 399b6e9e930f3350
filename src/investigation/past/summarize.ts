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
}

/** What history lists of an investigation, and learns from. Pure. */
export function summarize({ evidence, report, check }: Investigated): PastInvestigation {
  const timeline = buildTimeline(evidence);
  const totalMs = totalOf(timeline);
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
    request: report.request,
    ...(evidence.subject.watched && { watched: true }),
    ...(totalMs !== undefined && { totalMs }),
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
