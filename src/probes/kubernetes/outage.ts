import type { GapReason } from '#investigation/observation.ts';
import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import { FIRST_ANSWER_MS } from './client.ts';

/** A stretch in which nothing could be seen, ms since the epoch, and why. */
export interface Unseen {
  readonly from: number;
  readonly at: number;
  readonly reason: GapReason;
  readonly detail: string;
}

/** What was there in a stretch that nobody saw, and is not to be had any more. */
export class LostError extends BlindError {
  readonly from: number;

  constructor({ from, reason, detail }: Unseen) {
    super(reason, detail);
    this.name = 'LostError';
    this.from = from;
  }
}

export interface OutageOptions {
  readonly clock: Clock;
  /** What cannot be seen, such as `pods`. */
  readonly what: string;
  /** An outage of 5 s is thrown; without it, it is told, and tried on. */
  readonly givesUp?: boolean | undefined;
}

/** A stretch in which nothing can be seen, and which may be mended. */
export interface Outage {
  /** A try begins: how long it may wait for an answer, ms. */
  begin(): number;
  /** The try failed. Gives what was not seen, every 5 s. */
  note(error: unknown): Unseen | undefined;
  /** The try seems to succeed; it has, if it holds for a second. */
  pause(): void;
  /** Something is seen. Gives what was not seen before, as far as it was not told. */
  end(): Unseen | undefined;
  /** How long to wait before the next try, when the usual pause is `ms`. */
  pauseMs(ms: number): number;
  /** Throws a BlindError when the outage has neither ended nor paused. */
  refuseToEndBlind(): void;
  /** Throws a LostError when it has neither, and what it kept from being seen is gone. */
  refuseToLose(): void;
}

const HOLDS_MS = 1_000;
const LEAST_PATIENCE_MS = 500;
const LONG_PAUSE_MS = 1_000;

export function createOutage({ clock, what, givesUp = false }: OutageOptions): Outage {
  let since: number | undefined;
  let toldUntil: number | undefined;
  let begun = clock.now();
  let stands = false;
  let pausedAt: number | undefined;
  let last: unknown;
  const reset = () => {
    since = undefined;
    toldUntil = undefined;
  };
  const why = (): GapReason => (last instanceof BlindError ? last.reason : 'failed');
  const mend = () => (last instanceof BlindError && last.mend !== undefined ? { mend: last.mend } : {});
  const blind = (reason: GapReason, end: string) =>
    new BlindError(reason, `${what} could not be seen any more ${end}: ${describeError(last)}`, {
      cause: last,
      ...mend(),
    });
  const unseen = (from: number, at: number): Unseen => ({
    from,
    at,
    reason: why(),
    detail: `${what} could not be seen for ${((at - from) / 1_000).toFixed(1)} s: ${describeError(last)}`,
  });
  const openSince = () => (pausedAt === undefined ? since : undefined);
  return {
    begin: () => {
      begun = clock.now();
      stands = false;
      if (since === undefined || toldUntil !== undefined) return FIRST_ANSWER_MS;
      return Math.max(LEAST_PATIENCE_MS, FIRST_ANSWER_MS - (begun - since));
    },
    note: (error) => {
      const now = clock.now();
      if (pausedAt !== undefined && now - pausedAt >= HOLDS_MS) reset();
      // What stood until now was seen until now.
      since ??= stands || pausedAt !== undefined ? now : begun;
      stands = false;
      pausedAt = undefined;
      last = error;
      const from = toldUntil ?? since;
      if (now - from < FIRST_ANSWER_MS) return undefined;
      if (givesUp) throw blind(why(), `for ${Math.round((now - since) / 1_000)} s`);
      toldUntil = now;
      return unseen(from, now);
    },
    pause: () => {
      pausedAt ??= clock.now();
    },
    end: () => {
      const from = toldUntil ?? since;
      reset();
      stands = true;
      pausedAt = undefined;
      return from === undefined ? undefined : unseen(from, clock.now());
    },
    pauseMs: (ms) => (toldUntil === undefined ? ms : LONG_PAUSE_MS),
    refuseToEndBlind: () => {
      const open = openSince();
      if (open === undefined) return;
      const isLong = clock.now() - open >= FIRST_ANSWER_MS;
      throw blind(isLong ? why() : 'cut-short', 'when the end came');
    },
    refuseToLose: () => {
      const open = openSince();
      if (open !== undefined) throw new LostError(unseen(open, clock.now()));
    },
  };
}
