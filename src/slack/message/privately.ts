import type { WebClient } from '@slack/web-api';
import type { Log } from '#lib/logger.ts';
import type { Content } from './content.ts';
import { describeFailure } from './failure.ts';
import { sendContent } from './send-content.ts';

/** Whom something is told, and where they asked. */
export interface Asker {
  readonly user: string;
  /** Slack channel id; a user's id stands for their direct messages. */
  readonly channel: string;
  /** Of the message that begins the thread in which they asked. */
  readonly thread?: string;
}

/** Tells one person something that nobody else sees. Never rejects: where nothing gets through, that is logged. */
export type Privately = (asker: Asker, content: Content) => Promise<void>;

/** In direct messages as a message, elsewhere as an ephemeral one; where the bot may not write, as a direct message. */
export function createPrivately(client: WebClient, log: Log): Privately {
  const direct = ({ channel, thread }: Pick<Asker, 'channel' | 'thread'>, content: Content) =>
    sendContent(content, log, (wire) =>
      client.chat.postMessage({ channel, unfurl_links: false, unfurl_media: false, ...threaded(thread), ...wire }),
    );
  const ephemeral = ({ user, channel, thread }: Asker, content: Content) =>
    sendContent(content, log, (wire) => client.chat.postEphemeral({ user, channel, ...threaded(thread), ...wire }));

  return async (asker, content) => {
    const { user, channel } = asker;
    const ways = [
      () => (/^[DUW]/.test(channel) ? direct(asker, content) : ephemeral(asker, content)),
      ...(channel === user ? [] : [() => direct({ channel: user }, content)]),
    ];
    for (const [index, way] of ways.entries()) {
      try {
        return void (await way());
      } catch (error) {
        const told = { ...asker, failure: describeFailure(error) };
        if (index < ways.length - 1) log.warn(told, 'a private answer was refused: sent as a direct message');
        else log.error({ ...told, text: content.text }, 'an answer did not reach its asker');
      }
    }
  };
}

function threaded(thread: string | undefined): { thread_ts?: string } {
  return thread === undefined ? {} : { thread_ts: thread };
}
