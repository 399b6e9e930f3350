import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';
import { within } from '#probes/within.ts';
import { type Finding, type Line, type Place, unknown, wrong } from './line.ts';

/** One part, looked at. It changes nothing and never rejects but with the signal's reason. */
export interface Examination extends Place {
  look(looking: Looking): Promise<readonly Finding[]>;
}

export interface Looking {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** All parts side by side, in the order given; no secret is in what they say. */
export async function examine(
  parts: readonly Examination[],
  looking: Looking,
  redact: (text: string) => string,
): Promise<readonly Line[]> {
  const told = await Promise.all(
    parts.map(async ({ look, ...place }) =>
      (await look(looking)).map(({ state, found, mend }) => ({
        ...place,
        state,
        found: redact(found),
        ...(mend !== undefined && { mend: redact(mend) }),
      })),
    ),
  );
  return told.flat();
}

/** Of the real clock's time a person may wait for one look. */
const LOOK_MS = 5_000;

/** One look, for 5 s. What keeps it from seeing is its finding: unknown, unless `blind` says otherwise. */
export async function look(
  { clock, signal }: Looking,
  see: (signal: AbortSignal) => Promise<readonly Finding[]>,
  blind: (found: string, mend?: string) => Finding = unknown,
): Promise<readonly Finding[]> {
  try {
    return await within(clock, LOOK_MS, signal, see);
  } catch (error) {
    signal.throwIfAborted();
    const said = error instanceof ExplainedError ? error.message : describeError(error);
    return [blind(said, error instanceof BlindError ? error.mend : undefined)];
  }
}

/** The same where the part itself is looked for: that it is not reached is what is wrong. `mend` where the look knows none. */
export async function reach(
  looking: Looking,
  mend: string,
  see: (signal: AbortSignal) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  return look(looking, see, (found, known = mend) => wrong(found, known));
}

/** The first finding says it; the next ones are of what was reached. */
export function isReached([first]: readonly Finding[]): boolean {
  return first?.state !== 'wrong';
}
