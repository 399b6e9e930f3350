import { cleanLine } from '#lib/clean.ts';

/** A text from outside on one line, without anything that is not what it looks like; a dash for an empty text, which Slack refuses. At most `max` UTF-16 units. */
export function oneLine(text: string, max: number): string {
  return cut(cleanLine(text), max);
}

/** At most `max` UTF-16 units, never half a character; what is missing is shown by `…`. */
export function cut(text: string, max: number): string {
  return text.length <= max ? text : `${beginning(text, max - 1)}…`;
}

function beginning(points: Iterable<string>, max: number): string {
  let kept = '';
  for (const point of points) {
    if (kept.length + point.length > max) break;
    kept += point;
  }
  return kept;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** mrkdwn has no escape for these, so where they could begin or end a style they are replaced by their likeness. */
const LIKENESSES: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼' };
const MARKS = /(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/gu;

/**
 * A text from outside for a mrkdwn text, on one line, where it means nothing but itself: no mention, link, style or
 * date. Use rich text or raw text for what people copy; there every character stays as it is.
 * Say something before it: at a line's beginning Slack takes even `&gt;` for a quotation, and `> 30 s` loses its meaning.
 * At most `max` UTF-16 units, entities counted.
 */
export function inert(words: string, max: number): string {
  const calm = oneLine(words, max)
    .replaceAll('`', 'ˋ')
    .replace(MARKS, (mark) => LIKENESSES[mark] ?? mark);
  const points = [...calm].map((point) => ENTITIES[point] ?? point);
  const text = points.join('');
  return text.length <= max ? text : `${beginning(points, max - 1)}…`;
}

/** A mention of who asked, when it is a Slack user's id; the name itself otherwise. */
export function mention(user: string): string {
  return isSlackUser(user) ? `<@${user}>` : inert(user, 80);
}

/** Whether it is a Slack user's id, and not a name on a command line or of a check. */
export function isSlackUser(name: string): boolean {
  return /^[UW][A-Z0-9]{1,20}$/.test(name);
}

/** With a full stop, unless it ends with a mark already. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
