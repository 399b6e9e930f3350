import type { KnownBlock } from '@slack/types';
import type { Log } from '#lib/logger.ts';
import type { Content } from './content.ts';
import { describeFailure, judgeFailure } from './failure.ts';

/** Slack advises against more in the text of one message. */
const TEXT = 4_000;

export interface WireContent {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** Sends content; what Slack refuses for its blocks or length is sent once more as its text alone, and logged. */
export async function sendContent<T>(
  content: Content,
  log: Log,
  send: (content: WireContent) => Promise<T>,
): Promise<T> {
  const { text, blocks = [] } = content;
  try {
    return await send({ text, blocks: [...blocks] });
  } catch (error) {
    if (judgeFailure(error).kind !== 'content') throw error;
    log.error(
      { refusal: describeFailure(error), blocks: blocks.length },
      'Slack refused the blocks of a message: sent as text',
    );
    return await send({ text: cut(text), blocks: [] });
  }
}

function cut(text: string): string {
  return text.length <= TEXT ? text : `${text.slice(0, TEXT - 1)}…`;
}
