import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { sliced, splitLines } from '#lib/lines.ts';
import { refuseUnlessOk } from '../kubernetes/answers.ts';
import type { Answer, KubernetesConnection } from '../kubernetes/client.ts';
import { createOutage } from '../kubernetes/outage.ts';
import { GONE, LONGEST_LINE, logOf, openLog } from './open-log.ts';
import { createPlace, type Place } from './place.ts';
import { createQuiet, QuietError } from './quiet.ts';
import type { Run } from './runs.ts';

export interface RunLog {
  readonly connection: KubernetesConnection;
  readonly clock: Clock;
  readonly run: Run;
  /** Only what was written in the last so many seconds; everything where absent. */
  readonly sinceSeconds?: number;
  /** Only so many lines before the end. */
  readonly tailLines?: number;
  /** Where an earlier following of the same run stopped: the log is taken up there. */
  readonly place?: Place;
  /** A loss that nothing mends for 5 s is thrown; without it, it is tried on until the signal. */
  readonly givesUp?: true;
  readonly signal: AbortSignal;
}

/** A line with the kubelet's stamp before it; `bytes` is how long it was, where only its beginning was read. */
export interface RawLine {
  readonly at: number;
  readonly text: string;
  readonly bytes: number | undefined;
}

const PAUSE_MS = 250;
/** News that a container has ended may come later than the end of its log. */
const NEWS_MS = 1_000;
/** The kubelet's words of a container that is removed; of one that was read until it ended, they are no news. */
const REMOVED = 'unable to retrieve container logs for ';

/**
 * The lines of one run of a container as they are written, each once, those that come together at once. What has no stamp
 * are the kubelet's own words, sent with status 200: it cannot find the log. Ends with the run, once a reading that began
 * after its end has come to the end. A log that breaks off, or of which nothing comes for a while, is taken up after the
 * last line. Throws a BlindError when the signal comes while it cannot be, a LostError when the log is gone by then.
 */
export async function* followRaw(log: RunLog): AsyncGenerator<readonly RawLine[]> {
  const { clock, run, place = createPlace(), givesUp, signal } = log;
  const outage = createOutage({ clock, what: logOf(run), givesUp });
  const quiet = createQuiet(clock);
  const begun = clock.now();
  let tries = 0;
  for (let where = run.where(); where && !signal.aborted; where = run.where()) {
    const isLast = !run.isRunning();
    const last = place.takeUp();
    // Opened again, this may be the log of a later run, of which there is no news yet.
    const isSure = tries === 0 && last === undefined;
    tries += 1;
    try {
      const answer = await open(log, where, last ?? clock.now() - begun, outage.begin());
      if (!(await isReadable(answer, run))) break;
      outage.pause();
      let isOther = false;
      for await (const { texts, bytes } of splitLines(sliced(quiet.guard(answer.body)), LONGEST_LINE)) {
        isOther = !isSure && where === 'present' && run.where() === 'previous';
        if (isOther) break;
        const [at, lines] = [clock.now(), [] as RawLine[]];
        for (const [i, text] of texts.entries())
          if (isNews(text, last !== undefined)) lines.push({ at, text, bytes: bytes[i] });
        if (lines.length === 0) continue;
        outage.end();
        quiet.end();
        yield lines;
      }
      outage.end();
      if (isOther) continue;
      if (isLast) return;
      await clock.sleep(NEWS_MS, signal);
    } catch (error) {
      if (signal.aborted) break;
      if (error instanceof BlindError && error.reason === 'refused') throw error;
      if (error instanceof QuietError) {
        outage.end();
        continue;
      }
      outage.note(error);
      await clock.sleep(outage.pauseMs(PAUSE_MS), signal).catch(() => {});
    }
  }
  if (signal.aborted) outage.refuseToEndBlind();
  else outage.refuseToLose();

  function isNews(line: string, wasRead: boolean): boolean {
    if (line.startsWith(GONE) || (line.startsWith(REMOVED) && wasRead && !run.isRunning())) return false;
    if (run.wasNoted(line) || !place.isNew(line)) return false;
    run.note(line);
    return true;
  }
}

/** `from`: the stamp of the last line that was read, or how long ago the following began, ms. */
function open(
  { connection, run, sinceSeconds, tailLines, signal }: RunLog,
  where: 'present' | 'previous',
  from: string | number,
  patienceMs: number,
) {
  // Seconds back from now are counted on the node's own clock, so they hold whatever the bot's says.
  const back = sinceSeconds !== undefined && typeof from === 'number' && sinceSeconds + Math.ceil(from / 1_000);
  const since = typeof from === 'string' ? { sinceTime: from } : back ? { sinceSeconds: back } : {};
  const which = where === 'previous' ? { previous: true } : { follow: true };
  const tail = typeof from === 'number' && tailLines !== undefined ? { tailLines } : {};
  return openLog(connection, run, { ...which, ...since, ...tail }, { signal, patienceMs });
}

/** False when the run is over and has left nothing: its pod is gone (404), or another run is about to begin (400). */
async function isReadable(answer: Answer, { pod, container, isRunning }: Run): Promise<boolean> {
  if ([204, 400, 404].includes(answer.status) && !isRunning()) {
    answer.body.destroy();
    return false;
  }
  await refuseUnlessOk(answer, `reading ${logOf({ pod, container })}`);
  return true;
}
