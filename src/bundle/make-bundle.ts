import { promisify } from 'node:util';
import { type AsyncZipOptions, type AsyncZippable, zip } from 'fflate';
import { timelineSvg } from '#chart/timeline-svg.ts';
import type { Capture } from '#history/capture.ts';
import type { Evidence } from '#investigation/evidence.ts';
import { namedKinds } from '#investigation/facts.ts';
import type { Gap, KubernetesEvent, Observation } from '#investigation/observation.ts';
import { reportMarkdown } from '#investigation/report/as-markdown.ts';
import type { Report } from '#investigation/report/report.ts';
import { cleanLine } from '#lib/clean.ts';
import { redactDeep } from '#lib/redact.ts';
import type { Version } from '#lib/version.ts';
import { judgementOf } from './judge.ts';
import { fileName, logFiles } from './log-files.ts';
import { entryOf, FORMAT, type Manifest } from './manifest.ts';
import { maskSeen } from './mask-seen.ts';
import { utcStamp } from './utc-stamp.ts';

export interface Bundled {
  readonly evidence: Evidence;
  /** As it was told. */
  readonly report: Report;
  /** What was captured of the job, whoever asked; one of another life of its id is left out. */
  readonly capture?: Capture;
  /** Version of the bot. */
  readonly version: string;
  /** What made the report; absent where that was not written down. */
  readonly judgedBy?: Version;
  /** ms since the epoch. */
  readonly madeAt: number;
}

/** A job outlives its investigation, and is captured by a worker whose clock may differ. */
const LIFE_MARGIN_MS = 60_000;

/** An investigation as one .zip, masked once more; docs/evidence-format.md says what is in it. The same input gives the same bytes. */
export async function makeBundle({ version, judgedBy, madeAt, ...kept }: Bundled): Promise<Uint8Array> {
  const evidence = await maskSeen(kept.evidence);
  const report = redactDeep(kept.report);
  const { capture, why } = await captureOf(evidence, kept.capture);
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
    ...(judgedBy && { judgedBy }),
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
  return zipped(Object.fromEntries(all.map(([name, content]) => [`${folder}/${name}`, content])), { mtime });
}

/** Long files are packed beside the event loop. */
const zipped = promisify<AsyncZippable, AsyncZipOptions, Uint8Array>(zip);

/** The bundle's folder, and its file without `.zip`. */
export function bundleName(investigation: string): string {
  return `focus-${fileName(investigation)}`;
}

/** Ids of jobs come back: what was captured counts only where it overlaps the investigation. */
async function captureOf(
  { subject, endedAt }: Evidence,
  capture: Capture | undefined,
): Promise<{ capture?: Capture; why: string }> {
  if (!capture) return { why: 'none is kept' };
  const overlaps =
    capture.firstSeenAt <= endedAt + LIFE_MARGIN_MS && capture.lastSeenAt >= subject.zero - LIFE_MARGIN_MS;
  if (overlaps && capture.jobId === subject.job?.id) return { capture: await maskSeen(capture), why: '' };
  const seen = [capture.firstSeenAt, capture.lastSeenAt].map((at) => new Date(at).toISOString()).join(' to ');
  return { why: `the one that is kept is of another job ${capture.jobId}, seen ${seen}` };
}

function json(value: Evidence | Capture | Manifest): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Kubernetes events as lines, by their first occurrence; of one that was told more than once, the latest count. */
function eventLines(...sources: readonly (readonly Observation[])[]): string {
  const events = new Map<string, KubernetesEvent>();
  for (const { fact } of sources.flat()) {
    if (fact.kind !== 'kubernetes-event') continue;
    const { object, reason, message, firstStamp } = fact;
    const key = JSON.stringify([object, reason, message, firstStamp]);
    if (fact.count >= (events.get(key)?.count ?? 0)) events.set(key, fact);
  }
  const inOrder = [...events.values()].toSorted((a, b) => a.firstStamp - b.firstStamp);
  return inOrder.map(written).join('');
}

function written({ firstStamp, type, reason, object, count, message }: KubernetesEvent): string {
  const times = count > 1 ? ` ×${count}` : '';
  return `${utcStamp(firstStamp)} ${cleanLine(`${type} ${reason} ${object.kind}/${object.name}${times}: ${message}`)}\n`;
}

type Missing = Manifest['notCollected'][number];

/**
 * What a bundle of this evidence does not have, and why: its gaps and the capture's, lines that were dropped or never
 * kept, silent containers. `whyNone` says why there is no capture.
 */
function notCollected(evidence: Evidence, capture: Capture | undefined, whyNone: string): readonly Missing[] {
  const ofJob = capture ? droppedLines(capture) : [{ what: 'a capture of the job', why: whyNone }];
  const lines = [
    ...evidence.gaps.map(missing),
    ...(capture?.gaps ?? []).map(missing),
    ...(evidence.subject.job ? ofJob : [{ what: 'logs and events of the job', why: 'there was no job' }]),
    ...silentContainers(evidence, capture),
    ...(evidence.watches.some(({ sees }) => sees.includes('log-line')) ? [REST_OF_BACKEND] : []),
  ];
  return [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()];
}

/** Jobs of other people are in there. */
const REST_OF_BACKEND: Missing = {
  what: 'the rest of the backend’s log',
  why: 'only warnings, errors and lines that name the job are kept of it',
};

function missing({ kinds, detail }: Gap): Missing {
  return { what: namedKinds(kinds), why: detail };
}

function droppedLines({ droppedLines: count, jobId }: Capture): readonly Missing[] {
  if (count === 0) return [];
  return [{ what: `${count} log lines of job ${jobId}`, why: 'the job logged more than is kept of one' }];
}

/** Containers of the job that were seen, and no line of them. */
function silentContainers(evidence: Evidence, capture: Capture | undefined): readonly Missing[] {
  const seen = new Set<string>();
  const logged = new Set<string>();
  for (const { fact } of [...evidence.observations, ...(capture?.observations ?? [])]) {
    if (fact.kind === 'log-line') logged.add(`${fact.pod}.${fact.container}`);
    if (fact.kind === 'pod-state' && fact.role !== 'backend')
      for (const { name } of fact.containers) seen.add(`${fact.name}.${name}`);
  }
  const silent = [...seen].filter((name) => !logged.has(name));
  return silent.map((name) => ({ what: `logs of ${name}`, why: 'no line of it came while it was watched' }));
}
