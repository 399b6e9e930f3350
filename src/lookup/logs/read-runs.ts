import { jobNames } from '#investigation/job-id.ts';
import type { CollectedRun, Collector } from '#investigation/log-reading/collect.ts';
import type { RunToRead } from '#investigation/lookup/logs/runs.ts';
import { unreadLog } from '#investigation/lookup/logs/unread.ts';
import type { NotSeen } from '#investigation/lookup/logs-report.ts';
import type { LogLine } from '#investigation/observation.ts';
import { BlindError } from '#investigation/probe.ts';
import type { KubernetesConnection } from '#probes/kubernetes/client.ts';
import { DeadlineError, deadline } from '#probes/kubernetes/deadline.ts';
import { NoLogError, readLog } from '#probes/logs/read-log.ts';
import type { LogsTools } from './tools.ts';

export interface ReadingRuns extends Pick<LogsTools, 'clock' | 'signal' | 'redactor'> {
  readonly connection: KubernetesConnection;
  readonly jobId: string;
  readonly runs: readonly RunToRead[];
}

/** Longer than 1 GB takes. */
const READ_MS = 60_000;
/** The kubelet's words at the end of a log whose container is gone by now. */
const GONE = 'rpc error: code = NotFound ';
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
      redact: redactor.redact,
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
