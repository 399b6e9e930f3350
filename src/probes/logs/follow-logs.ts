import type { JobNames } from '#investigation/job-id.ts';
import type { GapReason } from '#investigation/observation.ts';
import { BlindError, type Sighting } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { knownRedactor, type Redactor } from '#lib/redact.ts';
import type { KubernetesConnection } from '../kubernetes/client.ts';
import type { Collection } from '../kubernetes/collection.ts';
import { type Change, follow } from '../kubernetes/follow.ts';
import { type MergedStream, merged } from '../kubernetes/merge-streams.ts';
import { type Pod, podSchema } from '../kubernetes/objects.ts';
import { LostError } from '../kubernetes/outage.ts';
import { followLog } from './follow-log.ts';
import { type LogSource, logLine } from './log-line.ts';
import { logOf } from './open-log.ts';
import { createRuns, type Run } from './runs.ts';

/** Of a crash: the traceback and what led to it. */
const LAST_LINES = 40;

export interface LogsOptions {
  readonly connection: KubernetesConnection;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly pods: Collection;
  /** Whose log a pod's is; undefined for a pod that is not read. */
  sourceOf(pod: string): LogSource['source'] | undefined;
  /** How far back to read in containers that run already, seconds; everything where absent. */
  readonly backSeconds?: () => number;
  readonly names?: JobNames;
  /** The known secrets unless told. */
  readonly redactor?: Redactor | undefined;
}

/** The logs of all containers of these pods, from the moment each exists, as they are written. */
export function followLogs(options: LogsOptions): AsyncGenerator<Sighting> {
  return merged<Sighting>(options.signal, (signal, merged) => {
    merged.attach(attend({ ...options, signal }, merged));
  });
}

/** Watches the pods and adds the log of every run of a container. */
async function attend(options: LogsOptions, merged: MergedStream<Sighting>): Promise<void> {
  const { connection, clock, pods: collection, signal } = options;
  const runs = createRuns();
  let listed = false;
  for await (const change of follow({ connection, clock, collection, signal })) {
    if (change.kind === 'listed') listed = true;
    else if (change.kind === 'unseen') merged.add(once(missing(change.at, change.reason, change.detail, change.from)));
    else for (const run of runs.news(podOf(change), change.kind === 'gone')) merged.add(readRun(options, run, listed));
  }
}

async function* readRun(options: LogsOptions, run: Run, isNew: boolean): AsyncGenerator<Sighting> {
  const { connection, clock, signal, sourceOf, backSeconds, names, redactor = knownRedactor } = options;
  const { pod, container } = run;
  const source = sourceOf(pod);
  if (!source) return;
  const back = isNew || !backSeconds ? {} : { sinceSeconds: backSeconds() };
  // A container that waits after a crash has said why, however long ago that was.
  const since = backSeconds && run.isCrash ? { tailLines: LAST_LINES } : back;
  try {
    for await (const { at, ...line } of followLog({ connection, clock, signal, run, redactor, ...since })) {
      const fact = logLine(line, { source, pod, container }, names);
      if (fact.stamp !== undefined) yield { at, fact };
      else yield missing(at, 'failed', `${logOf(run)}: ${fact.text}`);
    }
  } catch (error) {
    // A refusal holds for every log; anything else for this one, and the others go on.
    if (!(error instanceof BlindError) || error.reason === 'refused') throw error;
    yield missing(clock.now(), error.reason, error.message, error instanceof LostError ? error.from : undefined);
  }
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}

function missing(at: number, reason: GapReason, detail: string, from?: number): Sighting {
  return { at, gap: { kinds: ['log-line'], reason, detail, ...(from !== undefined && { from }) } };
}

function podOf({ object }: Extract<Change, { object: unknown }>): Pod {
  const pod = podSchema.safeParse(object);
  if (pod.success) return pod.data;
  throw new BlindError('failed', `a pod of an unknown shape: ${pod.error.issues[0]?.message}`);
}
