import type { Hints } from '#investigation/hints.ts';
import type { Clock } from '#lib/clock.ts';

/** Asks for a job that nobody asked about: few times, where the answer is likely to be another one than before. */
export interface Sparing {
  /** Until the next question is worth its cost, or the deadline; rejects with the signal's reason. */
  untilWorthwhile(deadline: number, signal: AbortSignal): Promise<void>;
}

/** So long after its consumer has come. */
const ATTACHED_MS = [0, 700, 3_000];
/** So long after its container has started, where nobody sees whether there is a consumer. */
const SPREAD_MS = [1_500, 7_000];
/**
 * Before the last one: the first at once, as a job of which something breaks at once had no consumer before that either; and
 * one after its consumer has come.
 */
const MOST = 4;
const APART_MS = 1_000;
/** That RabbitMQ is out of sight comes with no hint. */
const LOOK_MS = 1_000;

export function createSparing(zero: number, hints: Hints, clock: Clock): Sparing {
  let asked = 0;
  let askedAttached = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  const dueAt = () => {
    const { consumerForMs, startedForMs, isWithoutConsumer } = hints;
    if (asked === 0) return zero;
    if (asked >= MOST) return Number.POSITIVE_INFINITY;
    if (consumerForMs !== undefined)
      return clock.now() - consumerForMs + (ATTACHED_MS[askedAttached] ?? Number.POSITIVE_INFINITY);
    if (isWithoutConsumer) return Number.POSITIVE_INFINITY;
    const started = startedForMs === undefined ? zero : clock.now() - startedForMs;
    return Math.max(started + (SPREAD_MS[asked - 1] ?? Number.POSITIVE_INFINITY), lastAt + APART_MS);
  };
  return {
    async untilWorthwhile(deadline, signal) {
      for (;;) {
        const leftMs = Math.min(deadline, dueAt()) - clock.now();
        if (leftMs <= 0) break;
        await hints.sleep(Math.min(leftMs, LOOK_MS), signal);
      }
      lastAt = clock.now();
      asked += 1;
      if (hints.consumerForMs !== undefined) askedAttached += 1;
    },
  };
}
