import type { KnownBlock } from '@slack/types';
import { clean } from '#lib/clean.ts';
import { oneLine } from './escape.ts';
import { bold, bullets, paragraph, plain, preformatted, rich } from './rich.ts';

/** As much of a part of a message as it takes. */
export interface Fitted {
  readonly blocks: readonly KnownBlock[];
  /** Nothing was left out or cut. */
  readonly isWhole: boolean;
}

const MOST_POINTS = 8;
const LONGEST_POINT = 350;
const POINTS_ROOM = 1_300;
/** A text to copy that is longer is not shown. */
export const COPIED_ROOM = 900;

/** The first items, as far as there is room for them together. */
export function firstOf<T>(items: readonly T[], room: number, lengthOf: (item: T) => number): readonly T[] {
  let left = room;
  const end = items.findIndex((item) => {
    left -= lengthOf(item);
    return left < 0;
  });
  return end === -1 ? items : items.slice(0, end);
}

/** Characters of a line with its end. */
export function lineLength(line: string): number {
  return line.length + 1;
}

/** The first points, each on a line. */
export function firstPoints(points: readonly string[]): readonly string[] {
  const lines = points.slice(0, MOST_POINTS).map((point) => oneLine(point, LONGEST_POINT));
  return firstOf(lines, POINTS_ROOM, (line) => line.length);
}

/** Whether nothing of the texts is missing in what is shown of them. */
export function isWhole(shown: readonly string[], texts: readonly string[]): boolean {
  return shown.length === texts.length && shown.every((line, i) => line === oneLine(texts[i] ?? '', Infinity));
}

/** A heading and its first points; nothing where there are none. */
export function fitPoints(heading: string, points: readonly string[]): Fitted {
  const kept = firstPoints(points);
  const whole = isWhole(kept, points);
  if (kept.length === 0) return { blocks: [], isWhole: whole };
  const title = kept.length === points.length ? heading : `${heading} (${kept.length} of ${points.length})`;
  const items = kept.map((line) => paragraph(plain(line)));
  return { blocks: [rich(paragraph(bold(title)), bullets(items))], isWhole: whole };
}

/** Texts to copy, with their lines; where they are too long, none of them: half a text is worse than none. */
export function fitCopied(heading: string, texts: readonly string[]): Fitted {
  const text = clean(texts.join('\n\n')).trim();
  if (text === '') return { blocks: [], isWhole: true };
  if (text.length > COPIED_ROOM) return { blocks: [], isWhole: false };
  return { blocks: [rich(paragraph(bold(heading)), preformatted(text))], isWhole: true };
}

/** Characters of all texts at any depth, as Slack counts them against the limit of a message: it takes little more than 10,000. */
export function textLength(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = 'text' in value && typeof value.text === 'string' ? value.text.length : 0;
  return Object.values(value).reduce((sum: number, inner) => sum + textLength(inner), own);
}
