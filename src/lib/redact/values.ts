import { isMadeUp, isTelling } from './telling.ts';

/** From where to where a value stands. */
export interface Found {
  readonly start: number;
  readonly end: number;
}

/** Where a value begins, and whose it is. */
export interface Place {
  readonly text: string;
  readonly from: number;
  readonly name: string;
  readonly nameFrom: number;
  readonly plural: boolean;
  readonly next: Search;
}

/** Where a text stands next in the whole, from a place on; the end of the whole where it does not. */
export type Search = (part: string, from: number) => number;

/** Of places that grow: each stretch is read once for each part. */
export function searchIn(text: string): Search {
  const last = new Map<string, readonly [from: number, at: number]>();
  return (part, from) => {
    const [since, found] = last.get(part) ?? [text.length, -1];
    if (since <= from && from <= found) return found;
    const at = text.indexOf(part, from);
    const place = at === -1 ? text.length : at;
    last.set(part, [from, place]);
    return place;
  };
}

/** The same quote closes, escaped as often as JSON is nested in JSON. */
const OPENING =
  /(?:\u001b\[[\d;]{0,12}m)?(?<call>(?:[A-Za-z_][\w.]{0,40}\([ \t]{0,4})?)(?:[bBurRfFN$]{0,2})(?<quote>"""|'''|""(?=\w)|<<"|\\{0,7}["'`]|&quot;|&#34;|\\{1,7}u0022|%22|“|«)/y;
const CLOSING: Readonly<Record<string, string>> = { '“': '”', '«': '»', '<<"': '"' };
const END_OF_LINE = /(?:[|>][+-]?\d?|\\|\(|\[|"""|''')?[ \t]{0,8}\r?(?:\n|$)/y;
const BARE =
  /(?:\u001b\[[\d;]{0,12}m)?(?<value>(?:(?!&(?:lt|gt|quot|amp|apos|#\d{2});|\\{1,7}u00|<\/|\u001b)(?:[^\s"'`,;&})\]\\]|[,;&](?![\s"']|$|[\w.-]{1,40}=)|[})\]](?=[\w!@#$%^*-])|["'](?=[A-Za-z0-9])|\\(?![nrt"'`\\])))+)/y;
// What no shorter match can follow is taken whole: a look ahead is not read again shorter.
const PHRASE = /(?=(?<all>[a-z']{1,20}(?: [a-z']{1,20}){2,12}))\k<all>(?=[ \t]*(?:\r?\n|$|#))/y;
const BYTES = /(?<head>\[\](?:uint8|byte)\{)[^}\n]{1,4000}/y;
const ENCLOSED = {
  '"': /(?=(?<all>[^\s"'=&;,\\\uE000]+(?: [^\s"'=&;,\\\uE000]+)+))\k<all>(?=")/y,
  "'": /(?=(?<all>[^\s"'=&;,\\\uE000]+(?: [^\s"'=&;,\\\uE000]+)+))\k<all>(?=')/y,
};
const FIELD = /(?=(?<all>[^\s"'=&;,{}()\\\uE000]+(?: [^\s"'=:&;,{}()\\\uE000]+){1,8}))\k<all>(?=, ?[\w.]{1,40}=|\})/y;
const LIST_ITEM = /[[,(][ \t\r\n]{0,40}(?:[bur]?(?<quote>\\{0,7}["'`])|(?=[\w+/!@#$%^*-]))/y;

/** The values that begin at a place: one, those of a list, or those on the lines below. */
export function valueAt(place: Place): readonly Found[] {
  const { text, from, next } = place;
  if (matchAt(END_OF_LINE, text, from) || from >= text.length) return below(place);
  const bytes = matchAt(BYTES, text, from);
  if (bytes) return [{ start: from + (bytes.groups?.head ?? '').length, end: from + bytes[0].length }];
  const quoted = quotedAt(text, from, next);
  if (quoted) return [quoted];
  if (text[from] === '[' || (text[from] === '(' && /["']/.test(text[from + 1] ?? ''))) {
    const items = itemsAt(text, from, next);
    if (items.length > 0 || text[from + 1] === '{') return items;
  }
  if (text[from] === '{') return place.plural ? membersAt(text, from, next) : wrapped(text, from);
  if (/[<([]/.test(text[from] ?? '')) return wrapped(text, from);
  const phrase = matchAt(PHRASE, text, from);
  if (phrase) return [{ start: from, end: from + phrase[0].length }];
  const enclosed = enclosedAt(place);
  if (enclosed) return [enclosed];
  return bareAt(text, from);
}

/** Words up to the quote that opened before the name, or to the next field. */
function enclosedAt({ text, from, nameFrom }: Place): Found | undefined {
  const quote = text[nameFrom - 1] ?? '';
  const pattern = quote === '"' || quote === "'" ? ENCLOSED[quote] : FIELD;
  const words = matchAt(pattern, text, from);
  return words ? { start: from, end: from + words[0].length } : undefined;
}

function bareAt(text: string, from: number): readonly Found[] {
  const bare = matchAt(BARE, text, from)?.groups?.value;
  if (bare === undefined) return [];
  const start = text.indexOf(bare, from);
  // What is said of a secret is told by more than a word.
  if (isTelling(text.slice(start, start + bare.length + 60).split('\n', 1)[0] ?? '') && isTelling(bare)) return [];
  const call = /^[A-Za-z_][\w.]{0,60}[([]/.exec(text.slice(start, start + 70));
  if (call && isTelling((text.slice(start, start + 300).split('\n', 1)[0] ?? '').replace(/[,;]$/, ''))) return [];
  return [{ start, end: start + bare.length }];
}

function quotedAt(text: string, from: number, next: Search): Found | undefined {
  const open = matchAt(OPENING, text, from);
  const quote = open?.groups?.quote;
  if (!open || !quote || (open.groups?.call && /environ|getenv|config|get\w*\($/i.test(open[0]))) return undefined;
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

function itemsAt(text: string, from: number, next: Search): readonly Found[] {
  const found: Found[] = [];
  for (let at = from; ; ) {
    const open = matchAt(LIST_ITEM, text, at);
    if (!open) return found;
    const start = at + open[0].length;
    const quote = open.groups?.quote;
    const end = quote
      ? closeOf(text, start, quote, next)
      : start + (/^[^\s,\])]+/.exec(text.slice(start, start + 300))?.[0].length ?? 0);
    if (end <= start || /^[\w.-]+\s*[:=(]/.test(text.slice(end, end + 3))) return found;
    found.push({ start, end });
    at = end + (quote?.length ?? 0);
    while (/[ \t\r\n]/.test(text[at] ?? '') && at < text.length) at += 1;
  }
}

const MEMBER =
  /(?<head>(?<quote>\\{0,7}["'])(?<name>[^"'\\\n]{1,80})\\{0,7}["'][ \t]{0,8}:[ \t]{0,8}\\{0,7}["'])(?<value>[^"'\\\n}]{1,400})/g;
const MOST_OF_A_MAP = 600;
const IS_MAP = /\{\s{0,8}\\{0,7}["'][^"'\\\n]{1,80}\\{0,7}["'][ \t]{0,8}:[ \t]{0,8}\\{0,7}["'][^"'\\\n}]/y;
const NO_SECRET_OF_IT = /^(?:user|username|name|login|host|type|kind|id|email|url|server|source|mechanism)$/i;

function membersAt(text: string, from: number, next: Search): readonly Found[] {
  if (!matchAt(IS_MAP, text, from)) return [];
  const end = Math.min(next('}', from), from + MOST_OF_A_MAP);
  return Array.from(text.slice(from, end).matchAll(MEMBER)).flatMap(({ index, groups }) => {
    if (NO_SECRET_OF_IT.test(groups?.name ?? '')) return [];
    const start = from + index + (groups?.head ?? '').length;
    return [{ start, end: start + (groups?.value ?? '').length }];
  });
}

const BRACKETS: Readonly<Record<string, string>> = { '<': '>', '(': ')', '[': ']', '{': '}' };

function wrapped(text: string, from: number): readonly Found[] {
  const [inside = ''] = /^[^\s"'<>(){}[\]:=,]*/.exec(text.slice(from + 1, from + 300)) ?? [];
  const isClosed = text[from + 1 + inside.length] === BRACKETS[text[from] ?? ''];
  const whole = text.slice(from, from + inside.length + 2);
  if (isClosed && (!isMadeUp(inside) || isTelling(whole))) return [];
  if (isClosed) return [{ start: from, end: from + inside.length + 2 }];
  return text[from] === '{' && !isMadeUp(inside) ? [] : bareAt(text, from);
}

/** What stands on the lines below a name: a block, a list, or a word by itself. */
function below({ text, from, nameFrom, next: search }: Place): readonly Found[] {
  const line = text.slice(Math.max(text.lastIndexOf('\n', nameFrom - 1) + 1, nameFrom - 400), nameFrom);
  const lineEnd = search('\n', from);
  const next = text.slice(lineEnd + 1, indexOrEnd(text, '\n', lineEnd + 1));
  const bare = line.replace(/[ \t]*(?:(?:- |\? )?\\{0,7}["']?)$/, '');
  const prefix = afterPrefix(next, bare) === undefined ? '' : bare;
  const indent = /^[ \t]*/.exec(line.slice(prefix.length))?.[0].length ?? 0;
  const isBlock = /^[|>]/.test(text.slice(from, lineEnd).trim());
  const found: Found[] = [];
  for (let at = lineEnd + 1; at < text.length && found.length < 200; ) {
    const end = indexOrEnd(text, '\n', at);
    const item = itemOf(text.slice(at, end), prefix, indent, isBlock, found.length === 0);
    if (!item) break;
    if (item.length > 0) found.push({ start: at + item.start, end: at + item.start + item.length });
    at = end + 1;
    if (!isBlock && !item.isListed) break;
  }
  return found;
}

interface Item {
  readonly start: number;
  readonly length: number;
  readonly isListed: boolean;
}

const ITEM = /^(?<indent>[ \t]*)(?<dash>- +|: )?(?<quote>["']?)(?<value>.*?)(?<close>["']?,?[ \t]*\\?\r?)$/;

/** One line below a name, where it belongs to it. */
function itemOf(line: string, prefix: string, indent: number, isBlock: boolean, isFirst: boolean): Item | undefined {
  const own = afterPrefix(line, prefix);
  if (own === undefined) return undefined;
  const { groups } = ITEM.exec(own) ?? {};
  if (!groups) return undefined;
  const { value = '', dash = '', quote = '', indent: before = '' } = groups;
  const start = line.length - own.length + before.length + dash.length + quote.length;
  const item = {
    start,
    length: value.length,
    isListed: dash.startsWith('-') || (quote !== '' && /,/.test(groups.close ?? '')),
  };
  if (value === '') return isBlock ? item : undefined;
  if (isBlock) return before.length > indent ? item : undefined;
  if (/^[\w."'-]{1,80}[ \t]*[:=]([ \t]|$)|^[\w.-]{1,80}["']?:|^\d{4}-\d\d-\d\d|^[[{<(-]/.test(value) && quote === '')
    return undefined;
  if (dash !== '' || quote !== '') return item;
  if (!isFirst) return undefined;
  if (before.length > indent)
    return /\s/.test(value.trim()) && !isMadeUp(value.split(' ', 1)[0] ?? '') ? undefined : item;
  return !/\s/.test(value) && isMadeUp(value) ? item : undefined;
}

/** A log's prefix stands before each line of what it wrote, with other digits. */
function afterPrefix(line: string, prefix: string): string | undefined {
  if (prefix === '') return line;
  const head = line.slice(0, prefix.length);
  const isSame =
    head.replace(/\d/g, '0') === prefix.replace(/\d/g, '0') || (/^[-+]$/.test(prefix) && /^[-+]/.test(head));
  return isSame ? line.slice(prefix.length) : undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function indexOrEnd(text: string, part: string, from: number): number {
  const at = text.indexOf(part, from);
  return at === -1 ? text.length : at;
}
