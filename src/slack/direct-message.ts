import type { WebClient } from '@slack/web-api';
import type { Log } from '#lib/logger.ts';
import { describeFailure } from './message/failure.ts';
import { sendContent } from './message/send-content.ts';
import type { Whisper } from './whisper.ts';

/** Tells one person something where Slack gives no address to answer at: the App Home and forms. */
export function createDirectMessage(client: WebClient, log: Log, user: string): Whisper {
  return async (content) => {
    try {
      await sendContent(content, log, (wire) =>
        client.chat.postMessage({ channel: user, unfurl_links: false, unfurl_media: false, ...wire }),
      );
    } catch (error) {
      log.error({ user, failure: describeFailure(error), text: content.text }, 'an answer did not reach its asker');
    }
  };
}
