import { UnrecoverableError } from 'bullmq';
import { describeError, ExplainedError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { redact } from '#lib/redact.ts';

/** How often a worker may die over one request before it is given up: a request that kills workers stops here. */
export const STARTS = 3;

/** BullMQ's own limit, which gives up without a word. It is out of reach: giving up is told, here. */
export const STALLS_BEYOND_REACH = 20;

/** Why a request was given up. */
export type Loss =
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Every worker that started it died or froze over it. */
  | { readonly kind: 'workers-died'; readonly starts: number };

/** Tells the person of the loss as far as that works, and gives back what the queue's item is to fail with. */
export async function tellLoss(
  what: object,
  why: Loss,
  tell: () => Promise<void>,
  log: Log,
): Promise<UnrecoverableError> {
  const words = why.kind === 'failed' ? describeError(why.error) : `its worker died ${why.starts} times`;
  log.error({ ...what, why: words }, 'a question is given up');
  try {
    await tell();
  } catch (error) {
    log.error({ ...what, error: describeError(error) }, 'nobody could be told');
  }
  // What BullMQ keeps of an error is plain text in Redis.
  return new UnrecoverableError(redact(words));
}

/** Why there will be no answer, in words for the person who asked. */
export function whyLost(why: Loss): string {
  if (why.kind === 'workers-died') return `${why.starts} workers died over it`;
  if (why.error instanceof ExplainedError) return `${describeError(why.error)}. ${why.error.advice}`;
  return 'something in the bot failed; that is the bot’s fault, and it is in its log';
}
