import type { RespondArguments } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import type { Content } from '../message/content.ts';
import { describeFailure } from '../message/failure.ts';
import { sendContent } from '../message/send-content.ts';

export interface Asker {
  readonly user: string;
  readonly channel: string;
}

/** Tells one person something. Never rejects: where nothing gets through, that is logged. */
export type Whisper = (content: Content) => Promise<void>;

export interface WhisperOptions {
  readonly client: WebClient;
  readonly log: Log;
  /** Posts to the interaction's response_url, which is good for 5 uses within 30 minutes. */
  readonly respond: (message: RespondArguments) => Promise<unknown>;
  readonly asker: Asker;
}

/** Through the response_url, which works in every channel; when that is dead, as an ephemeral message of the bot. */
export function createWhisper({ client, log, respond, asker }: WhisperOptions): Whisper {
  return async ({ text, blocks = [] }) => {
    try {
      await respond({ text, blocks: [...blocks], response_type: 'ephemeral', replace_original: false });
    } catch (error) {
      log.warn({ ...asker, failure: describeError(error) }, 'the response_url did not take an answer');
      await postEphemeral({ text, blocks });
    }
  };

  async function postEphemeral(content: Content): Promise<void> {
    try {
      await sendContent(content, log, (wire) => client.chat.postEphemeral({ ...asker, ...wire }));
    } catch (error) {
      log.error({ ...asker, failure: describeFailure(error), text: content.text }, 'an answer did not reach its asker');
    }
  }
}

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
