import type { ContextBlock, RichTextBlock } from '@slack/types';
import { joinFirst } from '#lib/join-words.ts';
import type { Content } from '../message/content.ts';
import { inert, mention, oneLine } from './escape.ts';
import { bold, context, emoji, paragraph, plain, rich } from './rich.ts';
import { slackTime } from './when.ts';

/** The answer in one sentence, with an emoji's name before it: as a block, and as the text of the notification. */
export interface Answer {
  readonly text: Content['text'];
  readonly block: RichTextBlock;
}

export function answer(mark: string, headline: string): Answer {
  return {
    text: `:${mark}: ${inert(headline, 1_500)}`,
    block: rich(paragraph(emoji(mark), plain(' '), bold(oneLine(headline, 900)))),
  };
}

/** Who asked, the first one first, and what the message is of, in the parts that there are; they are inert already. */
export function askedBy(users: string | readonly string[], ...parts: readonly (string | undefined)[]): ContextBlock {
  return context([`Asked by ${mentions([users].flat())}`, ...parts.filter((part) => part !== undefined)]);
}

/** More would make a line of the names alone. */
const MOST_ASKERS = 10;

export function mentions(users: readonly string[]): string {
  return joinFirst(users.map(mention), MOST_ASKERS);
}

export function inPlace(environment: string): string {
  return inert(environment, 100);
}

export function ofJob(jobId: string | undefined): string | undefined {
  return jobId === undefined ? undefined : `job ${inert(jobId, 40)}`;
}

export function seenAt(ms: number): string | undefined {
  const time = slackTime(ms);
  return time === undefined ? undefined : `seen ${time}`;
}

export function ofLookup(lookup: string): string {
  return `look-up ${inert(lookup, 60)}`;
}
