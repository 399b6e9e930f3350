import type { WebClient } from '@slack/web-api';
import type { Redis } from 'ioredis';
import type { Log } from '#lib/logger.ts';
import { describeFailure } from './failure.ts';
import { whereSent } from './outbox.ts';

/** The https link to what was sent under a key, such as an investigation's id; undefined where nothing was, or no link is to be had. */
export type LinkTo = (key: string) => Promise<string | undefined>;

export interface LinkOptions {
  readonly client: WebClient;
  readonly redis: Pick<Redis, 'get'>;
  /** Of every key. */
  readonly prefix: string;
  readonly log: Log;
}

/** Every App Home asks for the same ones again and again, and Slack limits how often one may ask. A link is about 100 bytes. */
const REMEMBERED = 2_000;

/** A link stays as it is, so it is asked for once as long as it is among the last 2,000. */
export function createLinkTo({ client, redis, prefix, log }: LinkOptions): LinkTo {
  const known = new Map<string, string>();

  function remember(key: string, link: string): void {
    known.set(key, link);
    const [oldest] = known.keys();
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
  }

  async function find(key: string): Promise<string | undefined> {
    const sent = await whereSent(redis, prefix, key);
    if (!sent) return undefined;
    const { permalink } = await client.chat.getPermalink({ channel: sent.channel, message_ts: sent.ts });
    if (permalink !== undefined) remember(key, permalink);
    return permalink;
  }

  return async (key) => {
    try {
      return known.get(key) ?? (await find(key));
    } catch (error) {
      log.warn({ key, failure: describeFailure(error) }, 'there is no link to a message');
      return undefined;
    }
  };
}
