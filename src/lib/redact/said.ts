import type { Saying } from './names.ts';
import { isMadeUp, isTelling } from './telling.ts';
import type { Found, Search } from './values/place.ts';
import { closeOf } from './values/quoted.ts';
import { valueAt } from './values/value.ts';

/** A name in a text. */
export interface Name {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** As it stands there, without what leads to it. */
  readonly run: string;
  readonly name: string;
  readonly says: Saying;
  readonly next: Search;
}

const IS = /[ ](?:(?:is|are|was)[ :]{1,3}|for (?:key |user )?["']?[^\s:='"]{1,80}["']?:[ :]{1,3})/y;
const IS_IN_HEBREW =
  /[ ](?:is|are|was|היא|הוא|for [^\s:=]{1,60}:|(?:[\u05d0-\u05ea\w]{1,20}[ ]){0,2}[\u05d0-\u05ea\w]{1,20}[ ]?[:=])[ :]{1,3}/y;
const IS_MADE_UP = /[ ](?:is|was|in use:|(?:set|changed) to)[ ](?<word>[\w+/~-]{8,}={0,2})(?=[\s.,;"'\\]|$)/y;

/** What a sentence says that a secret is; nothing where none says it. */
export function saidValues({ text, from, to, run, name, says, next }: Name): readonly Found[] | undefined {
  if (text[to] !== ' ' || run.startsWith('-')) return undefined;
  if (!says.isHebrew && !says.isPassword) return saidMadeUp(text, to);
  const said = endOf(says.isHebrew ? IS_IN_HEBREW : IS, text, to);
  if (said === undefined) return undefined;
  return valueAt({ text, from: said, nameFrom: from, name, plural: says.isPlural, next });
}

/** `signing secret is 8f74…`: of what is said of a secret, a word made up is it. */
function saidMadeUp(text: string, to: number): readonly Found[] | undefined {
  const end = endOf(IS_MADE_UP, text, to);
  if (end === undefined) return undefined;
  const start = text.lastIndexOf(' ', end - 1) + 1;
  const word = text.slice(start, end);
  return isMadeUp(word) && !isTelling(word) ? [{ start, end }] : undefined;
}

const QUOTE = `(?:\\\\{0,7}["'\`]|&quot;|&#34;|\\\\{1,7}u0022|%22|[”»])`;
/** From a name to the word after it; in a list of arguments there may be no space. */
const OPENING = new RegExp(
  `(?:${QUOTE})?(?:,?(?:\\s|\\\\\\n){1,40}|,(?=\\\\{0,7}["']))(?:- )?[bur]?(?<quote>${QUOTE}|<|\\[)?`,
  'y',
);
const WORD = /[^\s"'`,<>[\]\\]*/y;
const ARGUMENT = /(?:[^\s"'`,\]\\]|,(?=\S))*/y;
const TAKES_A_WORD = /^(?:bindpw|rootpw|requirepass|masterauth|tls-key-file-pass|RABBITMQ_PASSWORD|[A-Z_]+)$/;

/** A password that follows its name after a space: in quotes, as a word made up, or after a flag. */
export function followingValues({ text, to, run, name, says, next }: Name): readonly Found[] {
  const isFlag = run.startsWith('-') && /^-{1,2}[a-z]/i.test(run);
  if (!isFlag && !mayTakeWord(text, to, says.isPassword || TAKES_A_WORD.test(name))) return [];
  OPENING.lastIndex = to;
  const open = OPENING.exec(text);
  if (!open) return [];
  const start = OPENING.lastIndex;
  const quote = open.groups?.quote;
  if (isFlag && open[0].trim() !== '>') return argumentAt(text, start, quote, next);
  if (open[0].includes('\n')) return [];
  if (quote === '<' || quote === '[') return madeUpAt(text, start);
  return quote ? quotedFrom(text, start, quote, next) : madeUpAt(text, start);
}

/** What is no password is followed by a value in brackets alone. */
function mayTakeWord(text: string, to: number, takesWord: boolean): boolean {
  let at = to;
  if (text[at] === ',') at += 1;
  while (at < to + 40 && (text[at] === ' ' || text[at] === '\t')) at += 1;
  return at > to && (takesWord || text[at] === '<' || text[at] === '[');
}

function argumentAt(text: string, start: number, quote: string | undefined, next: Search): readonly Found[] {
  if (text[start] === '-' || quote === '<' || quote === '[') return [];
  if (quote) return quotedFrom(text, start, quote, next);
  return [{ start, end: endOf(ARGUMENT, text, start) ?? start }];
}

function madeUpAt(text: string, start: number): readonly Found[] {
  const end = endOf(WORD, text, start) ?? start;
  return isMadeUp(text.slice(start, end)) ? [{ start, end }] : [];
}

function quotedFrom(text: string, start: number, quote: string, next: Search): readonly Found[] {
  const end = closeOf(text, start, quote, next);
  return text.startsWith(quote, end) ? [{ start, end }] : [];
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
