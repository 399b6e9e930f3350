import type { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import type { KubernetesConnection } from '#probes/kubernetes/client.ts';
import { parseStamp } from '#probes/kubernetes/stamps.ts';
import { followLog } from '#probes/logs/follow-log.ts';
import { createPlace } from '#probes/logs/place.ts';
import type { Run } from '#probes/logs/runs.ts';
import { keepLooking } from './keep-looking.ts';

export interface RunReading {
  readonly connection: KubernetesConnection;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly run: Run;
  /** How far back to read, seconds; everything where absent. */
  readonly sinceSeconds?: number;
  /** A line as it came: the kubelet's stamp before it, not masked, not cut. */
  onLine(raw: string, stamp: number): void;
  onBlind(why: Pick<BlindError, 'reason' | 'message'>): void;
  onMended?(): void;
}

const LONGEST_WORDS = 300;

/** Reads the log of one run to its end; when it cannot be read, tries again after the last line that was. */
export async function readRun(reading: RunReading): Promise<void> {
  const { connection, clock, signal, run, sinceSeconds, onLine, onBlind, onMended } = reading;
  const place = createPlace();
  const since = sinceSeconds === undefined ? {} : { sinceSeconds };
  const look = async (seen: () => void) => {
    for await (const raw of followLog({ connection, clock, signal, run, place, ...since })) {
      seen();
      const stamp = stampOf(raw);
      if (stamp !== undefined) onLine(raw, stamp);
      else
        onBlind({
          reason: 'failed',
          message: `the log of ${run.container} in pod ${run.pod}: ${raw.slice(0, LONGEST_WORDS)}`,
        });
    }
  };
  await keepLooking({ clock, signal, look, blind: onBlind, ...(onMended && { mended: onMended }) });
}

/** The kubelet's own words have none. */
function stampOf(raw: string): number | undefined {
  const space = raw.indexOf(' ');
  return parseStamp(space === -1 ? raw : raw.slice(0, space));
}
