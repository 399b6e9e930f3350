import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Dispatcher } from 'undici';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import { createSlackLogger } from './slack-logger.ts';

/** Slack answers in well under a second; after this long no answer will come. */
export const ANSWER_MS = 10_000;

export interface SlackClientOptions {
  /** The bot's token. */
  readonly token: string;
  /** Slack itself unless told. */
  readonly apiUrl?: string;
  /** Through which Slack is called; none unless told. */
  readonly proxy?: Dispatcher;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * A client that asks once. Slack has no idempotency key, so a time-out and a retry post twice; and a rate limit would
 * pause every other call of the client. Both reach the caller, who knows whether asking again is safe.
 */
export function createSlackClient({ token, apiUrl, proxy, clock, log }: SlackClientOptions): WebClient {
  return new WebClient(token, {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    logger: createSlackLogger(log),
    fetch: patientFetch(clock, proxy),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
}

/** Gives up by the clock, also what is posted to a response_url: the library's own time-out would go on where the lab's clock stands still. */
export function patientFetch(clock: Clock, proxy?: Dispatcher): NonNullable<WebClientOptions['fetch']> {
  // Node's own types are of another copy of the same library.
  const way = proxy && { dispatcher: proxy as unknown as NonNullable<RequestInit['dispatcher']> };
  return (url, init) => fetch(url, { ...init, ...way, signal: clock.timeout(ANSWER_MS) });
}
