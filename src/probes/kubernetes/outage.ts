import { BlindError, whyOf } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import { FIRST_ANSWER_MS } from './client.ts';

/** A stretch in which nothing can be seen. It may be mended for 5 s; a longer one is told. */
export interface Outage {
  /** A try begins: how long it may wait for an answer, ms. */
  begin(): number;
  /** The try failed. Throws a BlindError when the outage has lasted too long. */
  note(error: unknown): void;
  /** The try seems to succeed; it has, if it holds for a second. */
  pause(): void;
  end(): void;
  /** Throws a BlindError when the outage has neither ended nor paused. */
  refuseToEndBlind(): void;
}

const HOLDS_MS = 1_000;
const LEAST_PATIENCE_MS = 500;

/** `what` is what cannot be seen, such as `pods`. */
export function createOutage(clock: Clock, what: string): Outage {
  let since: number | undefined;
  let begun = clock.now();
  let pausedAt: number | undefined;
  let last: unknown;
  const blind = (reason: BlindError['reason'], end: string) => {
    const { mend } = last instanceof BlindError ? whyOf(last) : {};
    const options = { cause: last, ...(mend !== undefined && { mend }) };
    return new BlindError(reason, `${what} could not be seen any more ${end}: ${describeError(last)}`, options);
  };
  return {
    begin: () => {
      begun = clock.now();
      return since === undefined ? FIRST_ANSWER_MS : Math.max(LEAST_PATIENCE_MS, FIRST_ANSWER_MS - (begun - since));
    },
    note: (error) => {
      const now = clock.now();
      if (pausedAt !== undefined && now - pausedAt >= HOLDS_MS) since = undefined;
      since ??= pausedAt === undefined ? begun : now;
      pausedAt = undefined;
      last = error;
      if (now - since < FIRST_ANSWER_MS) return;
      throw blind(error instanceof BlindError ? error.reason : 'failed', `for ${Math.round((now - since) / 1_000)} s`);
    },
    pause: () => {
      pausedAt ??= clock.now();
    },
    end: () => {
      since = undefined;
      pausedAt = undefined;
    },
    refuseToEndBlind: () => {
      if (since !== undefined && pausedAt === undefined) throw blind('cut-short', 'when the end came');
    },
  };
}
