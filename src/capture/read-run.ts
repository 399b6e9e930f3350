import type { BlindError } from '#investigation/probe.ts';
import { type FollowedLine, type FollowedLog, followLog } from '#probes/logs/follow-log.ts';
import { logOf } from '#probes/logs/open-log.ts';
import { createPlace } from '#probes/logs/place.ts';
import { keepLooking } from './keep-looking.ts';

export interface RunReading extends Omit<FollowedLog, 'place' | 'givesUp'> {
  /** A line that was written; masked, not cut. */
  onLine(line: FollowedLine): void;
  onBlind(why: Pick<BlindError, 'reason' | 'message'>): void;
  onMended?(): void;
}

const LONGEST_WORDS = 300;

/** Reads the log of one run to its end; when it cannot be read, tries again after the last line that was. */
export async function readRun({ onLine, onBlind, onMended, ...log }: RunReading): Promise<void> {
  const { clock, signal } = log;
  const place = createPlace();
  const look = async (seen: () => void) => {
    for await (const line of followLog({ ...log, place, givesUp: true })) {
      seen();
      if (line.stamp !== undefined) onLine(line);
      else onBlind({ reason: 'failed', message: `${logOf(log.run)}: ${line.text.slice(0, LONGEST_WORDS)}` });
    }
  };
  await keepLooking({ clock, signal, look, blind: onBlind, ...(onMended && { mended: onMended }) });
}
