import type { JobNames } from '#investigation/job-id.ts';
import { createEntries, type EntryLine } from '#investigation/log-reading/entries.ts';
import { levelOf } from '#investigation/log-reading/level.ts';
import { createLineMask, type MaskedText } from '#investigation/log-reading/mask-lines.ts';
import type { LogLine } from '#investigation/observation.ts';
import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import { type Lines, sliced, splitLines } from '#lib/lines.ts';
import type { Redactor } from '#lib/redact.ts';
import { refuseUnlessOk } from '../kubernetes/answers.ts';
import type { Answer, KubernetesConnection } from '../kubernetes/client.ts';
import { type LogSource, logLine, writtenLine } from './log-line.ts';
import { LONGEST_LINE, logOf, openLog } from './open-log.ts';

export interface LogReading extends LogSource {
  readonly connection: KubernetesConnection;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly redactor: Redactor;
  /** The run that ended before the last restart. */
  readonly previous?: boolean;
  /** Only what was written in the last so many seconds, at least 1; everything where absent. */
  readonly sinceSeconds?: number;
  /** Only so many lines at the end. */
  readonly tailLines?: number;
  readonly names?: JobNames;
}

/** Lines in the order in which they were written, made as they are read, once; and how many of their bytes were no text. */
export interface LogBatch {
  readonly lines: Iterable<LogLine>;
  readonly notText: number;
}

/** Kubernetes answered, and not with a log: 400 waiting or no earlier run, 401 and 403 refused, 404 gone, 204 no node. */
export class NoLogError extends BlindError {
  readonly status: number;

  constructor(status: number, refusal: BlindError) {
    super(refusal.reason, refusal.message, { cause: refusal });
    this.name = 'NoLogError';
    this.status = status;
  }
}

const LONGEST_TEXT = 8 * 1_024;
/** A log that has begun and of which so long nothing comes. */
const STALLED_MS = 5_000;

/**
 * What one run of a container has written so far, masked and then cut to 8,192 characters an entry. A line without a
 * stamp is the kubelet's own word. Throws a NoLogError, or a BlindError when the answer does not come or breaks off,
 * after it gave what had come; and the signal's reason when that comes first.
 */
export async function* readLog(reading: LogReading): AsyncGenerator<LogBatch> {
  const { connection, clock, signal } = reading;
  const doing = `reading ${logOf(reading)}`;
  const answer = await openLog(connection, reading, queryOf(reading), { signal });
  await refuseUnlessLog(answer, doing);
  const lines = createReader(reading);
  let failure: unknown;
  answer.body.setTimeout(clock.real(STALLED_MS), () => {
    answer.body.destroy(new BlindError('timed-out', `${doing}: nothing came for ${STALLED_MS / 1_000} s`));
  });
  try {
    for await (const raw of splitLines(sliced(answer.body), LONGEST_LINE)) yield lines.read(raw);
  } catch (error) {
    failure = signal.aborted ? signal.reason : brokenOff(error, doing);
  }
  yield lines.rest();
  if (failure !== undefined) throw failure;
}

/** Takes stamps off, masks, and makes facts; what waits for lines after it is kept as lists side by side. */
function createReader({ redactor, source, pod, container, names }: LogReading) {
  const from = { source, pod, container };
  const mask = createLineMask(redactor);
  const entries = createEntries<EntryLine>();
  let stamps: (number | undefined)[] = [];
  let lengths: (number | undefined)[] = [];
  const take = (texts: readonly MaskedText[]): Iterable<LogLine> => {
    const [ofTexts, ofLengths] = [stamps, lengths];
    stamps = stamps.slice(texts.length);
    lengths = lengths.slice(texts.length);
    return facts(texts, ofTexts, ofLengths);
  };
  const factOf = (entry: EntryLine) => logLine(entry, from, names, LONGEST_TEXT);
  function* facts(
    texts: readonly MaskedText[],
    stampsOf: readonly (number | undefined)[],
    bytesOf: readonly (number | undefined)[],
  ): Generator<LogLine> {
    for (const [i, text] of texts.entries()) {
      if (text === undefined) continue;
      const line = { stamp: stampsOf[i], text, bytes: bytesOf[i], level: levelOf(text) };
      for (const entry of entries.add(line)) yield factOf(entry);
    }
  }
  function* last(): Generator<LogLine> {
    yield* take(mask.end());
    for (const entry of entries.end()) yield factOf(entry);
  }
  return {
    read: ({ texts, bytes, notText }: Lines): LogBatch => {
      const words: string[] = [];
      let shownOtherwise = notText;
      for (const text of texts) {
        const line = writtenLine(text);
        stamps.push(line.stamp);
        words.push(line.text);
        shownOtherwise += line.notText;
      }
      for (const length of bytes) lengths.push(length);
      return { lines: take(mask.add(words)), notText: shownOtherwise };
    },
    rest: (): LogBatch => ({ lines: last(), notText: 0 }),
  };
}

function queryOf({ previous, sinceSeconds, tailLines }: LogReading) {
  return {
    ...(previous && { previous }),
    ...(sinceSeconds !== undefined && { sinceSeconds: Math.max(1, Math.ceil(sinceSeconds)) }),
    ...(tailLines !== undefined && { tailLines }),
  };
}

async function refuseUnlessLog(answer: Answer, doing: string): Promise<void> {
  try {
    await refuseUnlessOk(answer, doing);
  } catch (error) {
    throw error instanceof BlindError ? new NoLogError(answer.status, error) : error;
  }
}

function brokenOff(error: unknown, doing: string): BlindError {
  if (error instanceof BlindError) return error;
  return new BlindError('unreachable', `${doing}: it broke off: ${describeError(error)}`, { cause: error });
}
