import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { describeError, ExplainedError } from '#lib/errors.ts';
import { refusalOf } from './refusals.ts';

/** What a failed call means for what it was to do. */
export type Failure =
  /** Slack did not do it and says when to ask again. */
  | { readonly kind: 'limited'; readonly waitMs: number }
  /** It may have been done: no answer came, or one that tells nothing. */
  | { readonly kind: 'unsure' }
  /** Slack did not do it because of the blocks or their length; text alone may do. */
  | { readonly kind: 'content' }
  /** Slack did not do it and would not do it again. */
  | { readonly kind: 'refused'; readonly error: string }
  /** No answer of Slack at all. */
  | { readonly kind: 'bug' };

const CONTENT = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long']);
/** Slack's own trouble, named in an answer. Source: the errors that the methods of the Web API have in common. */
const TROUBLE = new Set(['fatal_error', 'internal_error', 'request_timeout', 'service_unavailable']);
/** Where the answer names no time. */
const LIMITED_MS = 1_000;

export function judgeFailure(error: unknown): Failure {
  if (error instanceof ExplainedError) return judgeFailure(error.cause);
  if (error instanceof WebAPIRateLimitedError) return { kind: 'limited', waitMs: error.retryAfter * 1_000 };
  if (error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError) return { kind: 'unsure' };
  if (!(error instanceof WebAPIPlatformError)) return { kind: 'bug' };
  const name = error.data.error;
  if (name === 'ratelimited' || name === 'rate_limited') return { kind: 'limited', waitMs: LIMITED_MS };
  if (CONTENT.has(name)) return { kind: 'content' };
  return TROUBLE.has(name) ? { kind: 'unsure' } : { kind: 'refused', error: name };
}

/** Slack does not know a block, or finds it wrong: shorter ones of the same kind would not do either. */
export function isAboutBlocks(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && error.data.error.startsWith('invalid_blocks');
}

/** What Slack answered, with the reasons it gives for blocks. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof WebAPIPlatformError)) return describeError(error);
  return [error.data.error, ...(error.data.response_metadata?.messages ?? [])].join(', ');
}

/** Nobody can mend it: no later try will do better. */
export function isForGood(error: unknown): boolean {
  const failure = judgeFailure(error);
  return failure.kind === 'refused' && refusalOf(failure.error)?.mends === false;
}

/**
 * What Slack did not do, explained as what it is; `what` such as `a message to channel C1`. An error that is a fault of the
 * bot, or none of Slack's, stays as it is, and so does what is explained already.
 */
export function explainFailure(error: unknown, what: string): unknown {
  if (error instanceof ExplainedError) return error;
  const failure = judgeFailure(error);
  const said = explanationOf(failure, error);
  return said ? new ExplainedError(`Slack ${said.did} ${what}: ${said.means}`, said.advice, { cause: error }) : error;
}

interface Explanation {
  readonly did: string;
  readonly means: string;
  readonly advice: string;
}

const LATER = 'Try again in some minutes; status.slack.com says whether Slack has trouble';

function explanationOf(failure: Failure, error: unknown): Explanation | undefined {
  switch (failure.kind) {
    case 'limited':
      return { did: 'did not take', means: 'it takes no more calls of the bot for now', advice: LATER };
    case 'unsure':
      return { did: 'did not confirm', means: describeFailure(error), advice: LATER };
    case 'refused': {
      const refusal = refusalOf(failure.error);
      return refusal && { did: 'refused', means: `${failure.error}, ${refusal.means}`, advice: refusal.advice };
    }
    case 'content':
    case 'bug':
      return undefined;
  }
}
