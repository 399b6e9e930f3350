import type { WebClient } from '@slack/web-api';
import type { Redis } from 'ioredis';
import type { Log } from '#lib/logger.ts';
import { describeFailure } from './message/failure.ts';
import { whereSent } from './message/outbox.ts';

/** The https link to what was sent under a key, such as an investigation's id; undefined where nothing was, or no link is to be had. */
export type LinkTo = (key: string) => Promise<string | undefined>;

export interface LinkOptions {
  readonly client: WebClient;
  readonly redis: Pick<Redis, 'get'>;
  readonly log: Log;
}

export function createLinkTo({ client, redis, log }: LinkOptions): LinkTo {
  return async (key) => {
    try {
      const sent = await whereSent(redis, key);
      return sent && (await client.chat.getPermalink({ channel: sent.channel, message_ts: sent.ts })).permalink;
    } catch (error) {
      log.warn({ key, failure: describeFailure(error) }, 'there is no link to a message');
      return undefined;
    }
  };
}
