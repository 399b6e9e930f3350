import type { ImageBlock } from '@slack/types';
import type { Log } from '#lib/logger.ts';
import type { Content, Picture, WireBlock } from './content.ts';
import { describeFailure, isAboutBlocks, judgeFailure } from './failure.ts';
import type { NewerBlocks } from './newer-blocks.ts';

/** Slack advises against more in the text of one message. */
const TEXT = 4_000;

export interface WireContent {
  readonly text: string;
  readonly blocks: WireBlock[];
}

export interface SendTools {
  /** Without it no newer block is tried. */
  readonly newer?: NewerBlocks;
  readonly log: Log;
  /** Waits until Slack may have looked at a picture. */
  later?(): Promise<void>;
}

interface Try {
  readonly blocks: readonly WireBlock[];
  before?(): Promise<void>;
  refused?(error: unknown): Promise<void>;
}

/**
 * Sends content; what Slack refuses for its blocks or length is sent once more with less: without a newer block, which is
 * remembered then, without its picture, which Slack may not have looked at yet, so after `later`, and then as its text
 * alone. Each refusal is logged.
 */
export async function sendContent<T>(
  content: Content,
  tools: SendTools,
  send: (content: WireContent) => Promise<T>,
): Promise<T> {
  const { text, picture } = content;
  for (const { blocks, before, refused } of await triesOf(content, tools)) {
    try {
      await before?.();
      return await send({ text, blocks: [...blocks] });
    } catch (error) {
      if (judgeFailure(error).kind !== 'content') throw error;
      tools.log.error(
        { refusal: describeFailure(error), blocks: blocks.length, picture: picture !== undefined },
        'Slack refused the blocks of a message: sent with less',
      );
      await refused?.(error);
    }
  }
  return await send({ text: cut(text), blocks: [] });
}

async function triesOf({ blocks = [], picture, newer }: Content, tools: SendTools): Promise<readonly Try[]> {
  const { later, newer: known } = tools;
  const whole = picture ? [imageOf(picture), ...blocks] : blocks;
  const refused = async (error: unknown) => {
    if (newer && isAboutBlocks(error)) await known?.refused(newer.kind);
  };
  return [
    ...(newer && (await known?.mayTake(newer.kind)) ? [{ blocks: newer.blocks, refused }] : []),
    { blocks: whole },
    ...(picture && later ? [{ blocks: whole, before: later }] : []),
    ...(picture ? [{ blocks }] : []),
  ];
}

/** Slack takes 2,000 characters of its words. */
function imageOf({ id, altText }: Picture): ImageBlock {
  return { type: 'image', slack_file: { id }, alt_text: altText.slice(0, 2_000) };
}

function cut(text: string): string {
  return text.length <= TEXT ? text : `${text.slice(0, TEXT - 1)}…`;
}
