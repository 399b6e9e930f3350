import type { Capture } from '#history/capture.ts';
import type { Evidence } from '#investigation/evidence.ts';
import { namedKinds } from '#investigation/facts.ts';
import type { Gap } from '#investigation/observation.ts';
import type { Manifest } from './manifest.ts';

type Missing = Manifest['notCollected'][number];

/**
 * What a bundle of this evidence does not have, and why: its gaps and the capture's, lines that were dropped or never
 * kept, silent containers. `whyNone` says why there is no capture.
 */
export function notCollected(evidence: Evidence, capture: Capture | undefined, whyNone: string): readonly Missing[] {
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
