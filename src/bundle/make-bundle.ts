import { zipSync } from 'fflate';
import { timelineSvg } from '#chart/timeline-svg.ts';
import type { Capture } from '#history/capture.ts';
import type { Evidence } from '#investigation/evidence.ts';
import { reportMarkdown } from '#investigation/report/as-markdown.ts';
import type { Report } from '#investigation/report/report.ts';
import { redactDeep } from '#lib/redact.ts';
import { eventLines } from './event-lines.ts';
import { judgementOf } from './judge.ts';
import { fileName, logFiles } from './log-files.ts';
import { entryOf, FORMAT, type Manifest } from './manifest.ts';
import { maskLogs } from './mask-logs.ts';
import { notCollected } from './not-collected.ts';

export interface Bundled {
  readonly evidence: Evidence;
  /** As it was told. */
  readonly report: Report;
  /** What was captured of the job, whoever asked; one of another life of its id is left out. */
  readonly capture?: Capture;
  /** Version of the bot. */
  readonly version: string;
  /** ms since the epoch. */
  readonly madeAt: number;
}

/** A job outlives its investigation, and is captured by a worker whose clock may differ. */
const LIFE_MARGIN_MS = 60_000;

/** An investigation as one .zip, masked once more; docs/evidence-format.md says what is in it. The same input gives the same bytes. */
export function makeBundle({ version, madeAt, ...kept }: Bundled): Uint8Array {
  const evidence = redactDeep(maskLogs(kept.evidence));
  const report = redactDeep(kept.report);
  const { capture, why } = captureOf(evidence, kept.capture);
  const sources = [evidence.observations, capture?.observations ?? []];
  const files = Object.entries({
    'evidence.json': json(evidence),
    'report.md': reportMarkdown(report),
    'timeline.svg': timelineSvg(evidence),
    'events.log': eventLines(...sources),
    ...Object.fromEntries([...logFiles(...sources)].map(([name, text]) => [`logs/${name}`, text])),
    ...(capture && { 'capture.json': json(capture) }),
  }).map(([name, text]) => [name, new TextEncoder().encode(text)] as const);
  const { investigation, environment, job } = evidence.subject;
  const manifest: Manifest = {
    format: FORMAT,
    bot: version,
    investigation,
    environment,
    ...(job && { jobId: job.id }),
    madeAt: new Date(madeAt).toISOString(),
    ...judgementOf(report),
    files: files.map(([name, content]) => entryOf(name, content)),
    notCollected: [...notCollected(evidence, capture, why)],
  };
  const folder = bundleName(investigation);
  const all = [['manifest.json', new TextEncoder().encode(json(manifest))] as const, ...files];
  // Zip files hold local times, so this one is the same bytes everywhere.
  const mtime = new Date(2000, 0, 1);
  return zipSync(Object.fromEntries(all.map(([name, content]) => [`${folder}/${name}`, content])), { mtime });
}

/** The bundle's folder, and its file without `.zip`. */
export function bundleName(investigation: string): string {
  return `focus-${fileName(investigation)}`;
}

/** Ids of jobs come back: what was captured counts only where it overlaps the investigation. */
function captureOf({ subject, endedAt }: Evidence, capture: Capture | undefined): { capture?: Capture; why: string } {
  if (!capture) return { why: 'none is kept' };
  const overlaps =
    capture.firstSeenAt <= endedAt + LIFE_MARGIN_MS && capture.lastSeenAt >= subject.zero - LIFE_MARGIN_MS;
  if (overlaps && capture.jobId === subject.job?.id) return { capture: redactDeep(maskLogs(capture)), why: '' };
  const seen = [capture.firstSeenAt, capture.lastSeenAt].map((at) => new Date(at).toISOString()).join(' to ');
  return { why: `the one that is kept is of another job ${capture.jobId}, seen ${seen}` };
}

function json(value: Evidence | Capture | Manifest): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
