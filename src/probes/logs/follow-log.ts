import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { refuseUnlessOk } from '#probes/kubernetes/answers.ts';
import type { Answer, KubernetesConnection } from '#probes/kubernetes/client.ts';
import { createLapse } from '#probes/kubernetes/lapse.ts';
import { splitLines } from '#probes/kubernetes/lines.ts';
import { createPlace } from './place.ts';

export interface ContainerLog {
  readonly connection: KubernetesConnection;
  readonly clock: Clock;
  readonly pod: string;
  readonly container: string;
  /** Only what was written in the last so many seconds; everything where absent. */
  readonly sinceSeconds?: number;
  /** Whether this run of the container still goes on, as far as is known. */
  isRunning(): boolean;
  readonly signal: AbortSignal;
}

const LONGEST_LINE = 64 * 1024;
const PAUSE_MS = 250;
/** News that a container has ended may come later than the end of its log. */
const NEWS_MS = 1_000;

/**
 * The lines of one run of a container as they are written, each once, with the kubelet's stamp before it. Ends with the
 * run. A log that breaks off is taken up after the last line; throws a BlindError when that fails for 5 s.
 */
export async function* followLog(log: ContainerLog): AsyncGenerator<string> {
  const { clock, signal } = log;
  const lapse = createLapse(clock, `the log of ${log.container} in pod ${log.pod}`);
  const place = createPlace();
  while (!signal.aborted) {
    try {
      const answer = await open(log, place.takeUp(), lapse.begin());
      if (!(await isReadable(answer, log))) return;
      lapse.pause();
      for await (const bytes of splitLines(answer.body, { maxBytes: LONGEST_LINE, partial: true })) {
        const line = Buffer.from(bytes).toString('utf8');
        if (!place.isNew(line)) continue;
        lapse.end();
        yield line;
      }
      lapse.end();
      await clock.sleep(NEWS_MS, signal);
      if (!log.isRunning()) return;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof BlindError && error.reason === 'refused') throw error;
      lapse.note(error);
      await clock.sleep(PAUSE_MS, signal).catch(() => {});
    }
  }
}

function open(
  { connection, pod, container, sinceSeconds, signal }: ContainerLog,
  last: string | undefined,
  patienceMs: number,
) {
  const path = `/api/v1/namespaces/${encodeURIComponent(connection.settings.namespace)}/pods/${encodeURIComponent(pod)}/log`;
  // Seconds back from now are counted on the node's own clock, so they hold whatever the bot's says.
  const since = last !== undefined ? { sinceTime: last } : sinceSeconds !== undefined ? { sinceSeconds } : {};
  return connection.ask(path, { container, follow: true, timestamps: true, ...since }, { signal, patienceMs });
}

/** False when the run is over and has left nothing: its pod is gone (404), or another run is about to begin (400). */
async function isReadable(answer: Answer, { pod, container, isRunning }: ContainerLog): Promise<boolean> {
  if ([204, 400, 404].includes(answer.status) && !isRunning()) {
    answer.body.destroy();
    return false;
  }
  await refuseUnlessOk(answer, `reading the log of ${container} in pod ${pod}`);
  return true;
}
