import { expect } from 'vitest';
import { findBlockProblems } from '#lab/services/slack/blocks.ts';
import type { Content, WireBlock } from '#slack/message/content.ts';

/** Ours, and the only markup that may be active: who asked, and a date that Slack shows in the reader's zone. */
const OWN_MARKUP = /<@U0ASKER>|<!date\^\d+\^(?:\{date_short_pretty\} \{time_secs\}|\{time\})\|[-\d :]+ UTC>/g;
/** Undocumented: Slack refuses messages whose blocks have more text together (github.com/slackapi/bolt-js/issues/2509). */
const TEXT_TOGETHER = 10_000;
const HIDDEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

type Said = Omit<Content, 'blocks'> & { readonly blocks?: readonly WireBlock[] };

/** Slack takes the message, and no text from outside does anything in it. */
export function expectAcceptable(content: Said): void {
  const { text, blocks = [], newer } = content;
  expect(findBlockProblems(blocks)).toEqual([]);
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThanOrEqual(3000);
  expect(textsIn(blocks).reduce((sum, piece) => sum + piece.text.length, 0)).toBeLessThanOrEqual(TEXT_TOGETHER);
  expectInert(content);
  if (newer) expectAcceptable({ text, blocks: newer.blocks });
}

/** No text from outside does anything in it. */
export function expectInert({ text, blocks = [] }: Said): void {
  const pieces = textsIn(blocks);
  const parsed = [text, ...pieces.filter(({ type }) => type === 'mrkdwn').map((piece) => piece.text)];
  for (const markup of parsed) expect(markup.replaceAll(OWN_MARKUP, '')).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/);
  for (const piece of [text, ...pieces.map((one) => one.text)]) {
    expect(piece.isWellFormed()).toBe(true);
    expect(piece).not.toMatch(HIDDEN);
  }
}

/** All a reader sees, block after block. */
export function wordsOf({ blocks = [] }: Content): string {
  return textsIn(blocks)
    .map(({ text }) => text)
    .join('\n');
}

interface Piece {
  readonly type: string;
  readonly text: string;
}

/** Every text object at any depth. A mention, channel or broadcast element has no text and is refused outright. */
function textsIn(value: unknown): Piece[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as { type?: unknown; text?: unknown };
  if (['user', 'usergroup', 'channel', 'broadcast', 'link'].includes(String(type))) throw new Error(`${type} element`);
  const own = typeof text === 'string' ? [{ type: String(type), text }] : [];
  return [...own, ...Object.values(value).flatMap((inner) => (typeof inner === 'string' ? [] : textsIn(inner)))];
}
