import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import type { Incident } from './book.ts';
import type { CallEvent, DueCall } from './calls.ts';

/** What a way out made of a call. */
export type Answer =
  | { readonly kind: 'taken' }
  /** `waitMs`: it asked to be left alone for so long. */
  | { readonly kind: 'failed'; readonly why: string; readonly waitMs?: number }
  /** focus.yml names no such way any more. */
  | { readonly kind: 'gone' };

/** Calls a way out; never rejects, and comes to an end by itself. */
export type CallOut = (call: DueCall) => Promise<Answer>;

export interface CallingTools {
  readonly callOut: CallOut;
  /** Once it resolves, the event survives any crash. */
  record(event: CallEvent): Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

const AGAIN_MS = 1_000;

/** Calls behind the keeper's rounds, which wait for none of them: one at a time for each incident and way. */
export function createCalling({ callOut, record, clock, log }: CallingTools, signal: AbortSignal) {
  const begun = new Set<string>();

  async function call({ incident: { id }, way, call }: DueCall, incident: Incident): Promise<void> {
    const answer = await callOut({ incident, way, call });
    const which = { incident: id, way, key: call.key };
    if (answer.kind === 'failed') log.warn({ ...which, why: answer.why }, 'a way out did not take an alert: it waits');
    else log.info(which, answer.kind === 'gone' ? 'a way out is no longer set up' : 'an alert went out');
    await keepOn(() => record(eventOf(answer, { at: clock.now(), ...which })));
  }

  /** What was heard must not be forgotten while Redis is away for a moment. */
  async function keepOn(work: () => Promise<void>): Promise<void> {
    do {
      try {
        return await work();
      } catch (error) {
        log.warn({ error: describeError(error) }, 'what came of a call could not be written down: trying again');
        await clock.sleep(AGAIN_MS, signal).catch(() => {});
      }
    } while (!signal.aborted);
  }

  return {
    /** Those that are not under way, and of which the book knows the end of the try before. */
    fresh(due: readonly DueCall[]): readonly DueCall[] {
      const keys = due.map(keyOf);
      for (const key of begun) if (!keys.includes(key)) begun.delete(key);
      return due.filter((one) => !begun.has(keyOf(one)));
    },
    begin(due: DueCall, incident: Incident): void {
      begun.add(keyOf(due));
      void call(due, incident);
    },
  };
}

function keyOf({ incident, way, call }: DueCall): string {
  return `${incident.id} ${way} ${call.key} ${call.tries}`;
}

type Which = Pick<CallEvent, 'at' | 'incident' | 'way' | 'key'>;

function eventOf(answer: Answer, which: Which): CallEvent {
  if (answer.kind !== 'failed') return { kind: 'called', ...which };
  const { why, waitMs } = answer;
  return { kind: 'call-failed', ...which, why, ...(waitMs !== undefined && { waitMs }) };
}
