import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPModuleFunctions, HTTPReceiver, type Logger } from '@slack/bolt';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Counts } from '#telemetry/counts.ts';
import type { Seen } from './once.ts';

export interface SignedHttpOptions {
  readonly signingSecret: string;
  readonly seen: Seen;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counts: Pick<Counts, 'acknowledged'>;
}

/** Further ahead is no difference between clocks: what was signed for later could be kept and sent then. */
const MOST_AHEAD_MS = 60_000;

/**
 * Takes each signed request once, over all replicas, and none that is of a time to come. Bolt itself refuses what is five
 * minutes old, and takes all else as often as it comes. Slack signs each of its tries at the time of the try: one that is
 * refused, as it comes within the second of the first, comes again.
 */
export function createSignedHttp({ signingSecret, seen, clock, logger, counts }: SignedHttpOptions): HTTPReceiver {
  const receiver = new HTTPReceiver({ signingSecret, logger });
  const bodyLimit = HTTPModuleFunctions.defaultBodyLimit;
  const bolt = receiver.requestListener;

  /** The status of a refusal. What it reads stays with the request, and Bolt reads it there. */
  async function refusal(request: IncomingMessage): Promise<401 | 413 | undefined> {
    try {
      const { rawBody } = await HTTPModuleFunctions.parseAndVerifyHTTPRequest({ signingSecret, bodyLimit }, request);
      // Nothing of it is signed, and nothing is done.
      if (rawBody.toString() === 'ssl_check=1') return undefined;
    } catch (error) {
      logger.warn(`a request over HTTP was refused: ${describeError(error)}`);
      return HTTPModuleFunctions.isRawBodyError(error) && error.statusCode === 413 ? 413 : 401;
    }
    const why = isAhead(request) ? 'it is of a time to come' : (await isAgain(request)) && 'it came before';
    if (!why) return undefined;
    logger.warn(`a request over HTTP was refused: ${why}`);
    return 401;
  }

  const isAhead = ({ headers }: IncomingMessage) =>
    Number(headers['x-slack-request-timestamp']) * 1_000 > clock.now() + MOST_AHEAD_MS;

  /** By what was verified: what stands behind it in the header was not. */
  const isAgain = ({ headers }: IncomingMessage) =>
    seen(`signature:${String(headers['x-slack-signature']).split('=')[1]}`);

  receiver.requestListener = (request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== 'POST') return bolt(request, response);
    const came = performance.now();
    response.once('finish', () => {
      if (response.statusCode === 200) counts.acknowledged(performance.now() - came);
    });
    refusal(request)
      .then((status) => {
        if (status === undefined) bolt(request, response);
        else HTTPModuleFunctions.buildNoBodyResponse(response, status);
      })
      .catch((error) => {
        // Bolt has no such place.
        logger.warn(describeError(error));
        HTTPModuleFunctions.buildNoBodyResponse(response, 404);
      });
  };
  return receiver;
}
