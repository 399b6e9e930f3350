import { type Found, matchAt, type Search } from './place.ts';

/** The same quote closes, escaped as often as JSON is nested in JSON. */
const OPENING =
  /(?:\u001b\[[\d;]{0,12}m)?(?<call>(?:[A-Za-z_][\w.]{0,40}\([ \t]{0,4})?)(?:[bBurRfFN$]{0,2})(?<quote>"""|'''|""(?=\w)|<<"|\\{0,7}["'`]|&quot;|&#34;|\\{1,7}u0022|%22|“|«)/y;
const CLOSING: Readonly<Record<string, string>> = { '“': '”', '«': '»', '<<"': '"' };

/** What stands in quotes from a place on; nothing where what is called there only looks the secret up. */
export function quotedAt(text: string, from: number, next: Search): Found | undefined {
  const open = matchAt(OPENING, text, from);
  const quote = open?.groups?.quote;
  if (!open || !quote || (open.groups?.call && /environ|getenv|config|get\w{0,40}\($/i.test(open[0]))) return undefined;
  const start = from + open[0].length;
  const closing = CLOSING[quote] ?? quote;
  const end = closeOf(text, start, closing, next);
  if (quote.length === 3 && text[start] === '\n') {
    const [line = ''] = /^\r?\n[^\n]*/.exec(text.slice(start, end)) ?? [];
    return { start: start + 1, end: start + line.length };
  }
  return { start, end };
}

/** Up to the very quote that opened it: one with more backslashes belongs to the value, and one doubled too. */
export function closeOf(text: string, start: number, closing: string, next: Search): number {
  const lineEnd = next('\n', start);
  const most = closing.length === 3 ? text.length : lineEnd;
  for (let at = next(closing, start); at < most; at = next(closing, at + 1)) {
    const isMore = text[at - 1] === '\\' && at > start && isEscaped(text, at, start);
    const isDoubled = closing === "'" && text[at + 1] === "'" && /\w/.test(text[at + 2] ?? '');
    if (isDoubled) at += 1;
    else if (!isMore) return at;
  }
  return lineEnd;
}

function isEscaped(text: string, at: number, start: number): boolean {
  let slashes = 0;
  while (at - 1 - slashes >= start && slashes < 64 && text[at - 1 - slashes] === '\\') slashes += 1;
  return text[at] === '\\' ? slashes > 0 : slashes % 2 === 1;
}
