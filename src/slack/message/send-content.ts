import type { ImageBlock, KnownBlock } from '@slack/types';
import type { Log } from '#lib/logger.ts';
import type { Content, Picture } from './content.ts';
import { describeFailure, judgeFailure } from './failure.ts';

/** Slack advises against more in the text of one message. */
const TEXT = 4_000;

export interface WireContent {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/**
 * Sends content; what Slack refuses for its blocks or length is sent once more with less: without its picture, which
 * Slack may not have looked at yet, so after `later`, and then as its text alone. Each refusal is logged.
 */
export async function sendContent<T>(
  { text, blocks = [], picture }: Content,
  log: Log,
  send: (content: WireContent) => Promise<T>,
  later?: () => Promise<void>,
): Promise<T> {
  const whole = picture ? [imageOf(picture), ...blocks] : [...blocks];
  const tries: readonly (() => Promise<T>)[] = [
    () => send({ text, blocks: whole }),
    ...(picture && later ? [async () => later().then(() => send({ text, blocks: whole }))] : []),
    ...(picture ? [() => send({ text, blocks: [...blocks] })] : []),
  ];
  for (const attempt of tries) {
    try {
      return await attempt();
    } catch (error) {
      if (judgeFailure(error).kind !== 'content') throw error;
      log.error(
        { refusal: describeFailure(error), blocks: blocks.length, picture: picture !== undefined },
        'Slack refused the blocks of a message: sent with less',
      );
    }
  }
  return await send({ text: cut(text), blocks: [] });
}

/** Slack takes 2,000 characters of its words. */
function imageOf({ id, altText }: Picture): ImageBlock {
  return { type: 'image', slack_file: { id }, alt_text: altText.slice(0, 2_000) };
}

function cut(text: string): string {
  return text.length <= TEXT ? text : `${text.slice(0, TEXT - 1)}…`;
}
