import { type Found, matchAt, type Search } from './place.ts';
import { closeOf } from './quoted.ts';

const ITEM_WORD = /[^\s,\])]+/y;
/** What follows shows that a word was no item. */
const IS_NAME = /[\w.-][\w.\s-]?[:=(]/y;
const LIST_ITEM = /[[,(][ \t\r\n]{0,40}(?:[bur]?(?<quote>\\{0,7}["'`])|(?=[\w+/!@#$%^*-]))/y;

/** The items of a list, quoted or bare. */
export function itemsAt(text: string, from: number, next: Search): readonly Found[] {
  const found: Found[] = [];
  for (let at = from; ; ) {
    const open = matchAt(LIST_ITEM, text, at);
    if (!open) return found;
    const start = at + open[0].length;
    const quote = open.groups?.quote;
    const end = quote ? closeOf(text, start, quote, next) : start + (matchAt(ITEM_WORD, text, start)?.[0].length ?? 0);
    if (end <= start || matchAt(IS_NAME, text, end)) return found;
    found.push({ start, end });
    at = end + (quote?.length ?? 0);
    while (at < text.length && ' \t\r\n'.includes(text[at] ?? '.')) at += 1;
  }
}

/** One after the other: what is no member, such as a number, may stand before one. */
const MEMBER =
  /(?<head>(?:\\{0,7}["'])?[^"'\\{}\n]{0,200}(?<quote>\\{0,7}["'])(?<name>[^"'\\\n]{1,80})\\{0,7}["'][ \t]{0,8}:[ \t]{0,8}\\{0,7}["'])(?<value>[^"'\\\n}]+)/y;
const IS_MAP = /\{\s{0,8}\\{0,7}["'][^"'\\\n]{1,80}\\{0,7}["'][ \t]{0,8}:[ \t]{0,8}\\{0,7}["'][^"'\\\n}]/y;
const NO_SECRET_OF_IT = /^(?:user|username|name|login|host|type|kind|id|email|url|server|source|mechanism)$/i;

/** The values of a map of secrets. */
export function membersAt(text: string, from: number): readonly Found[] {
  if (!matchAt(IS_MAP, text, from)) return [];
  const found: Found[] = [];
  for (let at = from + 1; ; ) {
    const { groups } = matchAt(MEMBER, text, at) ?? {};
    if (!groups) return found;
    const { head = '', name = '', value = '' } = groups;
    const start = at + head.length;
    at = start + value.length;
    if (!NO_SECRET_OF_IT.test(name)) found.push({ start, end: at });
  }
}
