import type { InputBlock, PlainTextOption } from '@slack/types';
import { oneLine } from '../blocks/escape.ts';

/** Slack takes 100 options in a select. */
export const MOST_OPTIONS = 100;

/** A block of a form, found again by its name. */
export function input(name: string, label: string, element: InputBlock['element']): InputBlock {
  return { type: 'input', block_id: name, label: words(label), element };
}

export function option(value: string, label = value): PlainTextOption {
  return { text: words(oneLine(label, 75)), value };
}

export function words(said: string) {
  return { type: 'plain_text' as const, text: said, emoji: false };
}
