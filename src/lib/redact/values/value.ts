import { isMadeUp, isTelling } from '../telling.ts';
import { below } from './below.ts';
import { type Found, inLine, matchAt, type Place, wordEnd } from './place.ts';
import { quotedAt } from './quoted.ts';
import { itemsAt, membersAt } from './several.ts';

const END_OF_LINE = /(?:[|>][+-]?\d?|\\|\(|\[|"""|''')?[ \t]{0,8}\r?(?:\n|$)/y;
const BARE =
  /(?:\u001b\[[\d;]{0,12}m)?(?<value>(?:(?!&(?:lt|gt|quot|amp|apos|#\d{2});|\\{1,7}u00|<\/|\u001b)(?:[^\s"'`,;&})\]\\]|[,;&](?![\s"']|$|[\w.-]{1,40}=)|[})\]](?=[\w!@#$%^*-])|["'](?=[A-Za-z0-9])|\\(?![nrt"'`\\])))+)/y;
// What no shorter match can follow is taken whole: a look ahead is not read again shorter.
const PHRASE = /(?=(?<all>[a-z']+(?: [a-z']+){2,12}))\k<all>(?=[ \t]*(?:\r?\n|$|#))/y;
/** How a hash was made, before it: `{SSHA}`, `{bcrypt}`. */
const SCHEME = /\{[A-Za-z][\w-]{1,19}\}(?=[\w$+/])/y;
/** As ODBC writes what holds a semicolon. */
const BRACED = /\{(?:[^{}"':=\s]|\}\}){3,}\}(?=;)/y;
const BYTES = /(?<head>\[\](?:uint8|byte)\{)[^}\n]+/y;
const ENCLOSED = {
  '"': /(?=(?<all>[^\s"'=&;,\\\uE000]+(?: [^\s"'=&;,\\\uE000]+)+))\k<all>(?=")/y,
  "'": /(?=(?<all>[^\s"'=&;,\\\uE000]+(?: [^\s"'=&;,\\\uE000]+)+))\k<all>(?=')/y,
};
const FIELD = /(?=(?<all>[^\s"'=&;,{}()\\\uE000]+(?: [^\s"'=:&;,{}()\\\uE000]+){1,8}))\k<all>(?=, ?[\w.]{1,40}=|\})/y;

/** The values that begin at a place: one, those of a list, or those on the lines below. */
export function valueAt(place: Place): readonly Found[] {
  const { text, from, next } = place;
  const first = text[from] ?? '\n';
  if (ENDS_LINE.includes(first) && (from >= text.length || matchAt(END_OF_LINE, text, from))) return below(place);
  const quoted = mayBeQuoted(text, from) ? quotedAt(text, from, next) : undefined;
  if (quoted) return [quoted];
  if (first === '<' || first === '(' || first === '[' || first === '{') return bracketedAt(place);
  const phrase = " '".includes(text[wordEnd(text, from, text.length)] ?? '.') && matchAt(PHRASE, text, from);
  if (phrase) return [{ start: from, end: from + phrase[0].length }];
  const enclosed = enclosedAt(place);
  return enclosed ? [enclosed] : bareAt(text, from);
}

/** With what a line's end may begin. */
const ENDS_LINE = '|>\\(["\' \t\r\n';

/** Of a word, only what is called, and a letter or two before a quote. */
function mayBeQuoted(text: string, from: number): boolean {
  const end = wordEnd(text, from, 41);
  if (end === from) return true;
  const next = text[end] ?? '';
  return next === '(' || (end - from <= 2 && !' ,;:=\n)]}'.includes(next));
}

/** A list, a map, bytes, or what stands in brackets by itself. */
function bracketedAt({ text, from, plural, next }: Place): readonly Found[] {
  const bytes = matchAt(BYTES, text, from);
  if (bytes) return [{ start: from + (bytes.groups?.head ?? '').length, end: from + bytes[0].length }];
  if (text[from] === '{') return bracedAt(text, from) ?? (plural ? membersAt(text, from) : wrapped(text, from));
  const isList = text[from] === '[' || (text[from] === '(' && /["']/.test(text[from + 1] ?? ''));
  const items = isList ? itemsAt(text, from, next) : [];
  return items.length > 0 || (isList && text[from + 1] === '{') ? items : wrapped(text, from);
}

function bracedAt(text: string, from: number): readonly Found[] | undefined {
  const scheme = matchAt(SCHEME, text, from);
  if (scheme) return bareAt(text, from + scheme[0].length);
  const braced = text[from - 1] === '=' && matchAt(BRACED, text, from);
  return braced ? [{ start: from + 1, end: from + braced[0].length - 1 }] : undefined;
}

/** Words up to the quote that opened before the name, or to the next field. */
function enclosedAt({ text, from, nameFrom, next }: Place): Found | undefined {
  const quote = text[nameFrom - 1] ?? '';
  const isEnclosed = quote === '"' || quote === "'";
  const closes = isEnclosed ? next(quote, from) : Math.min(next('}', from), next('=', from));
  if (closes > next('\n', from)) return undefined;
  const pattern = isEnclosed ? ENCLOSED[quote] : FIELD;
  const words = matchAt(pattern, text, from);
  return words ? { start: from, end: from + words[0].length } : undefined;
}

function bareAt(text: string, from: number): readonly Found[] {
  const plain = plainEnd(text, from);
  if (plain !== undefined && !isCall(text, from)) return [{ start: from, end: plain }];
  const match = matchAt(BARE, text, from);
  const bare = match?.groups?.value;
  if (!match || bare === undefined) return [];
  const end = from + match[0].length;
  const start = end - bare.length;
  if (isCall(text, start) && isTelling(inLine(text, start, 300).replace(/[,;]$/, ''))) return [];
  return [{ start, end }];
}

/** The end of a word that a space ends, and in which nothing may end before. */
function plainEnd(text: string, from: number): number | undefined {
  let at = from;
  while (at < text.length && !MAY_END[text.charCodeAt(at)]) at += 1;
  return at > from && (at === text.length || text[at] === ' ' || text[at] === '\n') ? at : undefined;
}

const MAY_END = new Uint8Array(65_536);
for (const code of MAY_END.keys()) MAY_END[code] = /[\s"'`,;&})\]\\<\u001b]/.test(String.fromCharCode(code)) ? 1 : 0;

function isCall(text: string, start: number): boolean {
  const end = wordEnd(text, start, 61);
  return end > start && (text[end] === '(' || text[end] === '[') && /[A-Za-z_]/.test(text[start] ?? '');
}

const INSIDE = /[^\s"'<>(){}[\]:=,]*/y;
const BRACKETS: Readonly<Record<string, string>> = { '<': '>', '(': ')', '[': ']', '{': '}' };

function wrapped(text: string, from: number): readonly Found[] {
  const [inside = ''] = matchAt(INSIDE, text, from + 1) ?? [];
  const isClosed = text[from + 1 + inside.length] === BRACKETS[text[from] ?? ''];
  const whole = text.slice(from, from + inside.length + 2);
  if (isClosed && (!isMadeUp(inside) || isTelling(whole))) return [];
  if (isClosed) return [{ start: from, end: from + inside.length + 2 }];
  return text[from] === '{' && !isMadeUp(inside) ? [] : bareAt(text, from);
}
