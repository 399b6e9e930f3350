import { type Found, matchAt, type Search } from './place.ts';
import { closeOf } from './quoted.ts';

const ITEM_WORD = /[^\s,\])]{1,300}/y;
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

const MEMBER =
  /(?<head>(?<quote>\\{0,7}["'])(?<name>[^"'\\\n]{1,80})\\{0,7}["'][ \t]{0,8}:[ \t]{0,8}\\{0,7}["'])(?<value>[^"'\\\n}]{1,400})/g;
const MOST_OF_A_MAP = 600;
const IS_MAP = /\{\s{0,8}\\{0,7}["'][^"'\\\n]{1,80}\\{0,7}["'][ \t]{0,8}:[ \t]{0,8}\\{0,7}["'][^"'\\\n}]/y;
const NO_SECRET_OF_IT = /^(?:user|username|name|login|host|type|kind|id|email|url|server|source|mechanism)$/i;

/** The values of a map of secrets. */
export function membersAt(text: string, from: number, next: Search): readonly Found[] {
  if (!matchAt(IS_MAP, text, from)) return [];
  const end = Math.min(next('}', from), from + MOST_OF_A_MAP);
  return Array.from(text.slice(from, end).matchAll(MEMBER)).flatMap(({ index, groups }) => {
    if (NO_SECRET_OF_IT.test(groups?.name ?? '')) return [];
    const start = from + index + (groups?.head ?? '').length;
    return [{ start, end: start + (groups?.value ?? '').length }];
  });
}
