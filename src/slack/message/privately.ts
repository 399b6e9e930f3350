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
  /** Of the message under which the answer belongs. */
  readonly thread?: string;
}

/** Tells one person something that nobody else sees. Never rejects: where nothing gets through, that is logged. */
export type Privately = (asker: Asker, content: Content) => Promise<void>;

/**
 * In direct messages as a message, elsewhere as an ephemeral one, which Slack shows in a thread only where somebody has
 * replied in it (docs.slack.dev/reference/methods/chat.postEphemeral); where the bot may not write, as a direct message.
 */
export function createPrivately(client: WebClient, log: Log): Privately {
  const direct = ({ channel, thread }: Pick<Asker, 'channel' | 'thread'>, content: Content) =>
    sendContent(content, { log }, (wire) =>
      client.chat.postMessage({ channel, unfurl_links: false, unfurl_media: false, ...threaded(thread), ...wire }),
    );
  const ephemeral = async ({ user, channel, thread }: Asker, content: Content) => {
    const place = thread !== undefined && (await hasReplies(channel, thread)) ? threaded(thread) : {};
    return sendContent(content, { log }, (wire) => client.chat.postEphemeral({ user, channel, ...place, ...wire }));
  };

  async function hasReplies(channel: string, thread: string): Promise<boolean> {
    try {
      const { messages = [] } = await client.conversations.replies({ channel, ts: thread, limit: 2 });
      return messages.length > 1;
    } catch (error) {
      log.warn({ channel, thread, failure: describeFailure(error) }, 'whether a thread has replies could not be seen');
      return false;
    }
  }

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
