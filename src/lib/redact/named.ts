import { sealedMark } from './mark.ts';
import { NAME_PARTS, type Saying, sayingOf } from './names.ts';
import { followingValues, type Name, saidValues } from './said.ts';
import { isMadeUp, isTelling } from './telling.ts';
import { type Found, type Search, searchIn } from './values/place.ts';
import { valueAt } from './values/value.ts';

/** Values whose name says what they are. A text is read once: from a name to its separator, and to what follows that. */
const PART = new RegExp(NAME_PARTS.map((part) => part.replace('?', '\\?')).join('|'), 'gi');
const QUOTE = `(?:\\\\{0,7}["'\`]|&quot;|&#34;|\\\\{1,7}u0022|%22|[”»])`;
const COLOR = '(?:\\[\\d{0,6};?\\d{0,6}m|\\u001b\\[[\\d;]{0,12}m)';
const TYPE = '[ \\t]{0,8}:[ \\t]{0,8}(?:str|bytes|String|SecretStr|Optional\\[str\\])(?=[ \\t]{0,8}=)';
const IS = '(?:=>|:=|->|!==?(?=[ ]?["\'])|===?|\\\\{1,7}u003d|=|:(?::(?=[ ]))?|%3[Dd])';
const TAG = '(?:!!?\\w{1,20}|&\\w{1,20})(?=[ \\t\\n])[ \\t]{0,8}';
/** From a name to its value. */
const TO_VALUE = new RegExp(`${COLOR}?(?:${QUOTE})?[\\]%@]?(?:${TYPE})?[ \\t]{0,40}${IS}[ \\t]{0,40}(?:${TAG})?`, 'y');
/** What a parser reads are tokens too. */
const OF_A_PARSER = /\b(?:unexpected|next|illegal) $/i;

/** A value, and whether it is on another line than its name. */
interface Hidden extends Found {
  readonly isOver: boolean;
}

export function maskNamed(text: string): string {
  const found: Hidden[] = [];
  const next = searchIn(text);
  for (let at = 0; at < text.length; ) {
    PART.lastIndex = at;
    const part = PART.exec(text);
    if (!part) break;
    const inside = part.index + (/^[?&;]/.test(part[0]) ? 1 : 0);
    const to = nameEnd(text, inside);
    const lineEnd = next('\n', to);
    const values = valuesOf(text, nameStart(text, inside, at), to, next);
    for (const { start, end } of values) found.push({ start, end, isOver: end > lineEnd });
    at = Math.max(to, values.at(-1)?.end ?? 0);
  }
  return withMarks(text, found);
}

const IN_NAME = new Uint8Array(65_536);
for (let code = 0; code < IN_NAME.length; code += 1)
  IN_NAME[code] = /[\w.\u05d0-\u05ea-]/.test(String.fromCharCode(code)) ? 1 : 0;

function nameStart(text: string, at: number, least: number): number {
  let from = at;
  while (from > least && IN_NAME[text.charCodeAt(from - 1)]) from -= 1;
  return from;
}

function nameEnd(text: string, at: number): number {
  let to = at;
  while (to < text.length && IN_NAME[text.charCodeAt(to)]) to += 1;
  return to;
}

function valuesOf(text: string, from: number, to: number, next: Search): readonly Found[] {
  const run = text.slice(Math.max(from, to - 200), to);
  const before = text[from - 1] ?? '';
  if (run.length <= 4 && /[?&;]/.test(before) && /^(?:sig|code|key)$/i.test(run)) return parameterAt(text, to);
  if (run.startsWith('.') && before === '/') return [];
  const name = before === '\\' && /^[nrt]/.test(run) ? run.slice(1) : spaced(text, from, run);
  const says = sayingOf(name);
  if (!says.isSecret || isOfParser(text, from, run)) return [];
  return valuesNamed({ text, from, to, run, name, says, next }).filter((it) => isSecret(text, it, name, says));
}

function valuesNamed(it: Name): readonly Found[] {
  const { text, from, to, name, says, next } = it;
  const place = { text, nameFrom: from, name, plural: says.isPlural, next };
  if (text.startsWith('? ', from - 2) && /^\s*\n: /.test(text.slice(to, to + 20)))
    return valueAt({ ...place, from: to, nameFrom: from - 2, plural: false });
  TO_VALUE.lastIndex = to;
  const isThere = TO_VALUE.test(text);
  if (isThere && endsPrompt(text, TO_VALUE.lastIndex)) return [];
  if (isThere) return valueAt({ ...place, from: TO_VALUE.lastIndex });
  return saidValues(it) ?? followingValues(it);
}

/** `getpass('Password: ')`: the quote closes what asks for it. */
function endsPrompt(text: string, at: number): boolean {
  const quote = text[at] ?? '';
  if (!/["'`]/.test(quote) || !/^(?:[),;\]}]|\s*$)/m.test(text.slice(at + 1, at + 20))) return false;
  const line = text.slice(Math.max(text.lastIndexOf('\n', at - 1) + 1, at - 120), at);
  return line.split(quote).length % 2 === 0;
}

/** A parameter of a URL that is a secret where it looks like one. */
function parameterAt(text: string, to: number): readonly Found[] {
  const [value = ''] = /^=[\w%.~+/-]{12,}/.exec(text.slice(to, to + 600)) ?? [];
  return isMadeUp(value) ? [{ start: to + 1, end: to + value.length }] : [];
}

function isOfParser(text: string, from: number, run: string): boolean {
  return run.length <= 6 && /^tokens?$/i.test(run) && OF_A_PARSER.test(text.slice(Math.max(0, from - 12), from));
}

const HEBREW_KEY = /^.{0,3}(?:מפתח|קוד)[ ](?:API|גישה|סודי|הצפנה|פרטי)/;

/** `API key`, `private key`: a key has its kind before it. */
function spaced(text: string, from: number, run: string): string {
  if (run.length > 5 || !/^keys?$|^ה?(?:מפתח|קוד)$/i.test(run)) return run;
  if (/[^a-z]/i.test(run)) return HEBREW_KEY.test(text.slice(from, from + 20)) ? 'טוקן' : run;
  const before = /([A-Za-z]{2,12})[ ]$/.exec(text.slice(Math.max(0, from - 14), from));
  return before ? `${before[1]}_${run}` : run;
}

function isSecret(text: string, { start, end }: Found, name: string, { isPlural }: Saying): boolean {
  if (start >= end || text[start] === '\uE000') return false;
  const value = text.slice(start, end);
  // A count, or one of many that are numbered.
  if (isPlural && value.length < 24 && /^[\d.,]+$/.test(value)) return false;
  if (value.length < 4 && /^[\d.,]+$/.test(value) && /^pass$/i.test(name)) return false;
  const quote = text[end] ?? '';
  return !isTelling(value, /["'`]/.test(quote) && text[start - 1] === quote);
}

function withMarks(text: string, found: readonly Hidden[]): string {
  if (found.length === 0) return text;
  const markOf = markingOnce();
  let [masked, at] = ['', 0];
  for (const { start, end, isOver } of found) {
    masked += text.slice(at, start) + markOf(text.slice(start, end), isOver);
    at = end;
  }
  return masked + text.slice(at);
}

/** The same secret comes again and again in a text; none is kept for longer. */
function markingOnce(): typeof sealedMark {
  const marks = new Map<string, string>();
  return (secret, isOver = false) => {
    const key = `${isOver} ${secret}`;
    const mark = marks.get(key) ?? sealedMark(secret, isOver);
    marks.set(key, mark);
    return mark;
  };
}
