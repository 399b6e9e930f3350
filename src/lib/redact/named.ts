import { sealedMark } from './mark.ts';
import { isPlural, NAME_PARTS, saysPassword, saysSecret } from './names.ts';
import { isMadeUp, isTelling } from './telling.ts';
import { closeOf, type Found, type Search, searchIn, valueAt } from './values.ts';

/** Values whose name says what they are. A text is read once: from a name to its separator, and to what follows that. */
const PART = new RegExp(NAME_PARTS.map((part) => part.replace('?', '\\?')).join('|'), 'gi');
const IN_NAME = /[\w.\u05d0-\u05ea-]/;
const QUOTE = `(?:\\\\{0,7}["'\`]|&quot;|&#34;|\\\\{1,7}u0022|%22|[”»])`;
/** From a name to its value. */
const TO_VALUE = new RegExp(
  `(?:\\[\\d{0,6};?\\d{0,6}m|\\u001b\\[[\\d;]{0,12}m)?(?:${QUOTE})?[\\]%@]?(?:[ \\t]{0,8}:[ \\t]{0,8}(?:str|bytes|String|SecretStr|Optional\\[str\\])(?=[ \\t]{0,8}=))?[ \\t]{0,40}(?:=>|:=|->|===?|\\\\{1,7}u003d|=|:|%3[Dd])[ \\t]{0,40}(?:(?:!!?\\w{1,20}|&\\w{1,20})(?=[ \\t\\n])[ \\t]{0,8})?`,
  'y',
);
const IS_TO_VALUE =
  /[ ](?:is|are|was|היא|הוא|for [^\s:=]{1,60}:|(?:[\u05d0-\u05ea\w]{1,20}[ ]){0,2}[\u05d0-\u05ea\w]{1,20}[ ]?[:=])[ :]{1,3}/y;
/** What a parser reads are tokens too. */
const OF_A_PARSER = /\b(?:unexpected|next|illegal) $/i;
const IS_MADE_UP = /[ ](?:is|was)[ ](?<word>[\w+/~-]{8,200}={0,2})(?=[\s.,;"'\\]|$)/y;
const OPENING = new RegExp(
  `(?:${QUOTE})?(?:,?(?:\\s|\\\\\\n){1,40}|,(?=\\\\{0,7}["']))(?:- )?[bur]?(?<quote>${QUOTE}|<|\\[)?`,
  'y',
);

export function maskNamed(text: string): string {
  const found: Found[] = [];
  const next = searchIn(text);
  for (let at = 0; at < text.length; ) {
    PART.lastIndex = at;
    const part = PART.exec(text);
    if (!part) break;
    const [from, to] = nameAround(text, part.index + (/^[?&;]/.test(part[0]) ? 1 : 0), at);
    const values = valuesOf(text, from, to, next);
    found.push(...values);
    at = Math.max(to, values.at(-1)?.end ?? 0);
  }
  return withMarks(text, found);
}

function nameAround(text: string, at: number, least: number): readonly [number, number] {
  let [from, to] = [at, at];
  while (from > least && IN_NAME.test(text[from - 1] ?? '')) from -= 1;
  while (to < text.length && IN_NAME.test(text[to] ?? '')) to += 1;
  return [from, to];
}

function valuesOf(text: string, from: number, to: number, next: Search): readonly Found[] {
  const run = text.slice(Math.max(from, to - 200), to);
  if (/[?&;]/.test(text[from - 1] ?? '') && /^(?:sig|code|key)$/i.test(run)) return parameterAt(text, to);
  if (run.startsWith('.') && text[from - 1] === '/') return [];
  if (/^tokens?$/i.test(run) && OF_A_PARSER.test(text.slice(Math.max(0, from - 12), from))) return [];
  const isEscaped = text[from - 1] === '\\' && /^[nrt]/.test(run);
  const name = spaced(text, from, isEscaped ? run.slice(1) : run);
  if (!saysSecret(name)) return [];
  const plural = isPlural(name);
  if (/^\s*\n: /.test(text.slice(to, to + 20)) && text.slice(from - 2, from) === '? ')
    return valueAt({ text, from: to, name, nameFrom: from - 2, plural: false, next });
  const place = { text, nameFrom: from, name, isFlag: /^-{1,2}[a-z]/i.test(run), plural, next };
  const separated =
    endOf(TO_VALUE, text, to) ??
    (/["'\]]/.test(text[to] ?? '') ? undefined : run.startsWith('-') ? undefined : saidOf(text, to, name));
  if (separated !== undefined)
    return valueAt({ ...place, from: separated }).filter((it) => isSecret(text, it, name, plural));
  const said = saidMadeUp(text, to);
  if (said) return [said];
  return unseparated(text, to, name, place.isFlag, next).filter((it) => isSecret(text, it, name, plural));
}

/** A parameter of a URL that is a secret where it looks like one. */
function parameterAt(text: string, to: number): readonly Found[] {
  const [value = ''] = /^=[\w%.~+/-]{12,}/.exec(text.slice(to, to + 600)) ?? [];
  return isMadeUp(value) ? [{ start: to + 1, end: to + value.length }] : [];
}

function saidOf(text: string, to: number, name: string): number | undefined {
  const isHebrew = /[\u05d0-\u05ea]/.test(name);
  if (!isHebrew && !saysPassword(name)) return undefined;
  const end = endOf(IS_TO_VALUE, text, to);
  if (end === undefined || isHebrew) return end;
  return /^ (?:is|are|was|for )/.test(text.slice(to, to + 5)) ? end : undefined;
}

/** `signing secret is 8f74…`: of what is said of a secret, a word made up is it. */
function saidMadeUp(text: string, to: number): Found | undefined {
  IS_MADE_UP.lastIndex = to;
  const word = IS_MADE_UP.exec(text)?.groups?.word ?? '';
  return isMadeUp(word) && !isTelling(word)
    ? { start: IS_MADE_UP.lastIndex - word.length, end: IS_MADE_UP.lastIndex }
    : undefined;
}

/** `API key`, `private key`: a key has its kind before it. */
function spaced(text: string, from: number, run: string): string {
  if (!/^keys?$|^ה?(?:מפתח|קוד)$/i.test(run)) return run;
  if (/[^a-z]/i.test(run))
    return /^.{0,3}(?:מפתח|קוד)[ ](?:API|גישה|סודי|הצפנה|פרטי)/.test(text.slice(from, from + 20)) ? 'טוקן' : run;
  const before = /([A-Za-z]{2,12})[ ]$/.exec(text.slice(Math.max(0, from - 14), from));
  return before ? `${before[1]}_${run}` : run;
}

function isSecret(text: string, { start, end }: Found, name: string, plural: boolean): boolean {
  const value = text.slice(start, end);
  if (value === '' || value.startsWith('\uE000')) return false;
  if (/^[\d.,]+$/.test(value) && (plural || /^pass$/i.test(name)) && value.length < 4 + (plural ? 20 : 0)) return false;
  return !isTelling(value);
}

/** A password that follows its name after a space: in quotes, as a word made up, or after a flag. */
function unseparated(text: string, to: number, name: string, isFlag: boolean, next: Search): readonly Found[] {
  OPENING.lastIndex = to;
  const open = OPENING.exec(text);
  if (!open) return [];
  const start = OPENING.lastIndex;
  const quote = open.groups?.quote;
  const [word = ''] = /^[^\s"'`,<>[\]\\]*/.exec(text.slice(start, start + 500)) ?? [];
  if (isFlag && open[0].trim() !== '>') {
    if (word.startsWith('-') || (quote && quote !== '<' && quote !== '['))
      return quote && !word.startsWith('-') ? quotedFrom(text, start, quote, next) : [];
    const [bare = ''] = /^(?:[^\s"'`,\]\\]|,(?=\S))*/.exec(text.slice(start, start + 500)) ?? [];
    return quote ? [] : [{ start, end: start + bare.length }];
  }
  if (/\n/.test(open[0]) || /^["'`&\\]/.test(open[0])) return [];
  if (quote && (quote === '<' || quote === '[')) return isMadeUp(word) ? [{ start, end: start + word.length }] : [];
  if (!saysPassword(name) && !SHORT_LINE.test(name)) return [];
  if (quote) return quotedFrom(text, start, quote, next);
  return isMadeUp(word) ? [{ start, end: start + word.length }] : [];
}
const SHORT_LINE = /^(?:bindpw|rootpw|requirepass|masterauth|tls-key-file-pass|RABBITMQ_PASSWORD|[A-Z_]+)$/;

function quotedFrom(text: string, start: number, quote: string, next: Search): readonly Found[] {
  const end = closeOf(text, start, quote, next);
  return text.startsWith(quote, end) ? [{ start, end }] : [];
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function withMarks(text: string, found: readonly Found[]): string {
  if (found.length === 0) return text;
  let [masked, at] = ['', 0];
  for (const { start, end } of found) {
    masked += text.slice(at, start) + sealedMark(text.slice(start, end));
    at = end;
  }
  return masked + text.slice(at);
}
