import type { RespondArguments } from '@slack/bolt';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import type { Content } from '../message/content.ts';
import type { Asker, Privately } from '../message/privately.ts';

/** Tells one person something. Never rejects: where nothing gets through, that is logged. */
export type Whisper = (content: Content) => Promise<void>;

/** Posts to the interaction's response_url, which is good for 5 uses within 30 minutes. */
export type Respond = (message: RespondArguments) => Promise<unknown>;

export interface WhisperOptions {
  readonly privately: Privately;
  readonly log: Log;
  readonly respond: Respond;
  readonly asker: Asker;
}

/**
 * Through the response_url, which works in every channel; when that is dead, as a message of the bot. `replaces`: in
 * place of the message that the interaction was on.
 */
export function createWhisper({ privately, log, respond, asker }: WhisperOptions, replaces = false): Whisper {
  const { thread } = asker;
  const place = thread === undefined || replaces ? {} : { thread_ts: thread };
  return async ({ text, blocks = [] }) => {
    try {
      await respond({
        text,
        blocks: [...blocks],
        response_type: 'ephemeral',
        replace_original: replaces,
        ...place,
      });
    } catch (error) {
      log.warn({ ...asker, failure: describeError(error) }, 'the response_url did not take an answer');
      await privately(asker, { text, blocks });
    }
  };
}
