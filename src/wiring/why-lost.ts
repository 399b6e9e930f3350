import { describeError, ExplainedError } from '#lib/errors.ts';
import type { Loss } from '#queue/loss.ts';

/** Why there will be no answer, in words for the person who asked. */
export function whyLost(why: Loss): string {
  if (why.kind === 'workers-died') return `${why.starts} workers died over it`;
  if (why.error instanceof ExplainedError) return `${describeError(why.error)}. ${why.error.advice}`;
  return 'something in the bot failed; that is the bot’s fault, and it is in its log';
}
