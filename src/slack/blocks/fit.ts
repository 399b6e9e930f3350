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
const COPIED_ROOM = 900;

/** A heading and its first points; nothing where there are none. */
export function fitPoints(heading: string, points: readonly string[]): Fitted {
  const kept: string[] = [];
  let left = POINTS_ROOM;
  for (const point of points.slice(0, MOST_POINTS)) {
    const line = oneLine(point, LONGEST_POINT);
    left -= line.length;
    if (left < 0) break;
    kept.push(line);
  }
  const isWhole = kept.length === points.length && kept.every((line, i) => line === oneLine(points[i] ?? '', Infinity));
  if (kept.length === 0) return { blocks: [], isWhole };
  const title = kept.length === points.length ? heading : `${heading} (${kept.length} of ${points.length})`;
  const items = kept.map((line) => paragraph(plain(line)));
  return { blocks: [rich(paragraph(bold(title)), bullets(items))], isWhole };
}

/** Texts to copy, with their lines; where they are too long, none of them: half a text is worse than none. */
export function fitCopied(heading: string, texts: readonly string[]): Fitted {
  const text = clean(texts.join('\n\n')).trim();
  if (text === '') return { blocks: [], isWhole: true };
  if (text.length > COPIED_ROOM) return { blocks: [], isWhole: false };
  return { blocks: [rich(paragraph(bold(heading)), preformatted(text))], isWhole: true };
}

/** Characters of all texts at any depth, as Slack counts them against the limit of a message. */
export function textLength(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = 'text' in value && typeof value.text === 'string' ? value.text.length : 0;
  return Object.values(value).reduce((sum: number, inner) => sum + textLength(inner), own);
}
