import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { refuseUnlessOk } from '../kubernetes/answers.ts';
import type { Answer, KubernetesConnection } from '../kubernetes/client.ts';
import { splitLines } from '../kubernetes/lines.ts';
import { createOutage } from '../kubernetes/outage.ts';
import { createPlace, type Place } from './place.ts';
import type { Run } from './runs.ts';

export interface ContainerLog {
  readonly connection: KubernetesConnection;
  readonly clock: Clock;
  readonly run: Run;
  /** Only what was written in the last so many seconds; everything where absent. */
  readonly sinceSeconds?: number;
  /** Where an earlier following of the same run stopped: the log is taken up there. */
  readonly place?: Place;
  readonly signal: AbortSignal;
}

/** Bytes of a line that are read. */
export const LONGEST_LINE = 64 * 1024;
const PAUSE_MS = 250;
/** News that a container has ended may come later than the end of its log. */
const NEWS_MS = 1_000;
/** The kubelet's words at the end of a log whose container is gone by now. */
const GONE = 'rpc error: code = NotFound ';
/** The same of a container that is removed; of one that was read until it ended, it is no news. */
const REMOVED = 'unable to retrieve container logs for ';

/**
 * The lines of one run of a container as they are written, each once, with the kubelet's stamp before it; what has no
 * stamp are the kubelet's own words, sent with status 200: it cannot find the log. Ends with the run, once a reading that
 * began after its end has come to the end. A log that breaks off is taken up after the last line; throws a BlindError
 * when that fails for 5 s.
 */
export async function* followLog(log: ContainerLog): AsyncGenerator<string> {
  const { clock, run, place = createPlace(), signal } = log;
  const outage = createOutage(clock, `the log of ${run.container} in pod ${run.pod}`);
  let tries = 0;
  for (let where = run.where(); where && !signal.aborted; where = run.where()) {
    const isLast = !run.isRunning();
    const last = place.takeUp();
    // Opened again, this may be the log of a later run, of which there is no news yet.
    const isSure = tries === 0 && last === undefined;
    tries += 1;
    try {
      const answer = await open(log, where, last, outage.begin());
      if (!(await isReadable(answer, run))) return;
      outage.pause();
      let isOther = false;
      for await (const bytes of splitLines(answer.body, { maxBytes: LONGEST_LINE, partial: true })) {
        isOther = !isSure && where === 'present' && run.where() === 'previous';
        if (isOther) break;
        const line = Buffer.from(bytes).toString('utf8');
        const wasReadToItsEnd = line.startsWith(REMOVED) && last !== undefined && !run.isRunning();
        if (line.startsWith(GONE) || wasReadToItsEnd || run.wasNoted(line) || !place.isNew(line)) continue;
        outage.end();
        run.note(line);
        yield line;
      }
      outage.end();
      if (isOther) continue;
      if (isLast) return;
      await clock.sleep(NEWS_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof BlindError && error.reason === 'refused') throw error;
      outage.note(error);
      await clock.sleep(PAUSE_MS, signal).catch(() => {});
    }
  }
}

function open(
  { connection, run, sinceSeconds, signal }: ContainerLog,
  where: 'present' | 'previous',
  last: string | undefined,
  patienceMs: number,
) {
  const { namespace } = connection.settings;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(run.pod)}/log`;
  // Seconds back from now are counted on the node's own clock, so they hold whatever the bot's says.
  const since = last !== undefined ? { sinceTime: last } : sinceSeconds !== undefined ? { sinceSeconds } : {};
  const which = where === 'previous' ? { previous: true } : { follow: true };
  return connection.ask(
    path,
    { container: run.container, timestamps: true, ...which, ...since },
    { signal, patienceMs },
  );
}

/** False when the run is over and has left nothing: its pod is gone (404), or another run is about to begin (400). */
async function isReadable(answer: Answer, { pod, container, isRunning }: Run): Promise<boolean> {
  if ([204, 400, 404].includes(answer.status) && !isRunning()) {
    answer.body.destroy();
    return false;
  }
  await refuseUnlessOk(answer, `reading the log of ${container} in pod ${pod}`);
  return true;
}
