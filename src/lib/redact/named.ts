import { automatonOf } from './automaton.ts';
import { markingOnce } from './mark.ts';
import { NAME_PARTS, type Saying, sayingOf } from './names.ts';
import { followingValues, type Name, saidValues } from './said.ts';
import { isMadeUp, isTelling } from './telling.ts';
import { type Found, matchAt, type Search, searchIn } from './values/place.ts';
import { valueAt } from './values/value.ts';

/** Values whose name says what they are. A text is read once: from a name to its separator, and to what follows that. */
const PARTS = automatonOf(NAME_PARTS);
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
  const tells = tellingOnce();
  for (let at = 0; at < text.length; ) {
    const inside = endOfPart(text, at);
    if (inside === -1) break;
    const to = nameEnd(text, inside);
    const lineEnd = next('\n', to);
    const values = valuesOf(text, nameStart(text, inside, at), to, next, tells);
    for (const { start, end } of values) found.push({ start, end, isOver: end > lineEnd });
    at = Math.max(to, values.at(-1)?.end ?? 0);
  }
  return withMarks(text, found);
}

/** Where the next part of a secret's name ends; -1 where there is none. */
function endOfPart(text: string, from: number): number {
  const { letters, steps, firstEnd } = PARTS;
  for (let [i, state] = [from, 0]; i < text.length; i += 1) {
    state = steps[state + (letters[text.charCodeAt(i)] ?? 0)] ?? 0;
    if (state >= firstEnd) return i;
  }
  return -1;
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

function valuesOf(text: string, from: number, to: number, next: Search, tells: typeof isTelling): readonly Found[] {
  const run = text.slice(Math.max(from, to - 200), to);
  const before = text[from - 1] ?? '';
  if (run.length <= 4 && '?&;'.includes(before) && before && /^(?:sig|code|key)$/i.test(run))
    return parameterAt(text, to);
  if (run.startsWith('.') && before === '/') return [];
  const name = before === '\\' && /^[nrt]/.test(run) ? run.slice(1) : spaced(text, from, run);
  const says = sayingOf(name);
  if (!says.isSecret || isOfParser(text, from, run)) return [];
  return valuesNamed({ text, from, to, run, name, says, next }).filter((it) => isSecret(text, it, name, says, tells));
}

function valuesNamed(it: Name): readonly Found[] {
  const { text, from, to, name, says, next } = it;
  const place = { text, nameFrom: from, name, plural: says.isPlural, next };
  if (text[from - 2] === '?' && text.startsWith('? ', from - 2) && /^\s*\n: /.test(text.slice(to, to + 20)))
    return valueAt({ ...place, from: to, nameFrom: from - 2, plural: false });
  const start = valueStart(text, to);
  if (start !== undefined) return endsPrompt(text, start) ? [] : valueAt({ ...place, from: start });
  return saidValues(it) ?? followingValues(it);
}

/** Where a value begins; nothing where no separator stands after the name. */
function valueStart(text: string, to: number): number | undefined {
  if (!mayBeFollowed(text, to)) return undefined;
  // Most have a colon or an equals sign, and some spaces.
  const first = text[to];
  if ((first === ':' || first === '=') && !':=>'.includes(text[to + 1] ?? ' ')) {
    let at = to + 1;
    while (at < to + 41 && (text[at] === ' ' || text[at] === '\t')) at += 1;
    if (!'!&sbSO \t'.includes(text[at] ?? '\n')) return at;
  }
  TO_VALUE.lastIndex = to;
  return TO_VALUE.test(text) ? TO_VALUE.lastIndex : undefined;
}

/** Whether a separator may stand here; most names have none. */
function mayBeFollowed(text: string, to: number): boolean {
  const first = text[to] ?? '';
  if (first !== ' ' && first !== '\t') return !IN_NAME[text.charCodeAt(to)] && first !== '\n' && first !== '';
  let at = to + 1;
  while (at < to + 40 && (text[at] === ' ' || text[at] === '\t')) at += 1;
  return '=:-!\\%'.includes(text[at] ?? '.');
}

/** `getpass('Password: ')`: the quote closes what asks for it. */
function endsPrompt(text: string, at: number): boolean {
  const quote = text[at] ?? '';
  if ((quote !== '"' && quote !== "'" && quote !== '`') || !/^(?:[),;\]}]|\s*$)/m.test(text.slice(at + 1, at + 20)))
    return false;
  const before = text.slice(Math.max(0, at - 120), at);
  return before.slice(before.lastIndexOf('\n') + 1).split(quote).length % 2 === 0;
}

const PARAMETER = /=[\w%.~+/-]{12,}/y;

/** A parameter of a URL that is a secret where it looks like one. */
function parameterAt(text: string, to: number): readonly Found[] {
  const [value = ''] = matchAt(PARAMETER, text, to) ?? [];
  return isMadeUp(value) ? [{ start: to + 1, end: to + value.length }] : [];
}

function isOfParser(text: string, from: number, run: string): boolean {
  return (
    run.length <= 6 &&
    'tT'.includes(run[0] ?? ' ') &&
    text[from - 1] === ' ' &&
    /^tokens?$/i.test(run) &&
    OF_A_PARSER.test(text.slice(Math.max(0, from - 12), from))
  );
}

const HEBREW_KEY = /^.{0,3}(?:מפתח|קוד)[ ](?:API|גישה|סודי|הצפנה|פרטי)/;

/** `API key`, `private key`: a key has its kind before it. */
function spaced(text: string, from: number, run: string): string {
  if (run.length > 5 || !'kKמקה'.includes(run[0] ?? ' ') || !/^keys?$|^ה?(?:מפתח|קוד)$/i.test(run)) return run;
  if (/[^a-z]/i.test(run)) return HEBREW_KEY.test(text.slice(from, from + 20)) ? 'טוקן' : run;
  const before = /([A-Za-z]{2,12})[ ]$/.exec(text.slice(Math.max(0, from - 14), from));
  return before ? `${before[1]}_${run}` : run;
}

function isSecret(
  text: string,
  { start, end }: Found,
  name: string,
  { isPlural }: Saying,
  tells: typeof isTelling,
): boolean {
  if (start >= end || text[start] === '\uE000') return false;
  const value = text.slice(start, end);
  // A count, or one of many that are numbered.
  const isNumber = value.length < 24 && value[0] !== undefined && value[0] <= '9' && /^[\d.,]+$/.test(value);
  if (isPlural && isNumber) return false;
  if (isNumber && value.length < 4 && /^pass$/i.test(name)) return false;
  // Of a function.
  if (value.length < 16 && /^signature$/i.test(name) && !isMadeUp(value)) return false;
  const quote = text[end] ?? '';
  return !tells(value, text[start - 1] === quote && '"\'`'.includes(quote) && quote !== '');
}

/** As `isTelling`: the same value comes again and again in a text. None is kept for longer. */
function tellingOnce(): typeof isTelling {
  const judged = [new Map<string, boolean>(), new Map<string, boolean>()] as const;
  return (value, isQuoted = false) => {
    const known = judged[isQuoted ? 1 : 0];
    const tells = known.get(value) ?? isTelling(value, isQuoted);
    known.set(value, tells);
    return tells;
  };
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
