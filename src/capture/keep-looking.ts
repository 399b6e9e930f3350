import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';

export interface Looking {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Looks until there is no more to see; calls `seen` when it sees again. */
  look(seen: () => void): Promise<void>;
  /** Hears once of each time in which nothing can be seen. */
  blind(why: BlindError): void;
  /** Hears when such a time is over: something is seen again, or there is no more to see. */
  mended?(): void;
}

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;
/** Permissions are given by people. */
const REFUSED_PAUSE_MS = 3 * 60_000;

/** Looks anew whenever a look fails for blindness, after a pause, until a look comes to its end or the signal comes. */
export async function keepLooking({ clock, signal, look, blind, mended }: Looking): Promise<void> {
  let failures = 0;
  let told: BlindError['reason'] | undefined;
  const seen = () => {
    if (told !== undefined) mended?.();
    failures = 0;
    told = undefined;
  };
  while (!signal.aborted) {
    try {
      await look(seen);
      if (!signal.aborted) seen();
      return;
    } catch (error) {
      if (signal.aborted) return;
      const why = blindness(error);
      if (told !== why.reason) blind(why);
      told = why.reason;
      const growing = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
      const pause = why.reason === 'refused' ? REFUSED_PAUSE_MS : growing;
      failures = Math.min(failures + 1, 10);
      await clock.sleep(pause, signal).catch(() => {});
    }
  }
}

/** Nobody waits for a look in the background: its mistakes are told like blindness, and it goes on. */
function blindness(error: unknown): BlindError {
  return error instanceof BlindError ? error : new BlindError('failed', describeError(error), { cause: error });
}
