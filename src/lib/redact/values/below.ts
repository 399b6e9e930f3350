import { isMadeUp } from '../telling.ts';
import { type Found, indexOrEnd, type Place } from './place.ts';

/** What stands on the lines below a name: a block, a list, or a word by itself. */
export function below({ text, from, nameFrom, next: search }: Place): readonly Found[] {
  const before = text.slice(Math.max(0, nameFrom - 400), nameFrom);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const lineEnd = search('\n', from);
  const next = text.slice(lineEnd + 1, indexOrEnd(text, '\n', lineEnd + 1));
  const bare = line.replace(/(?<![ \t])[ \t]*(?:(?:- |\? )?\\{0,7}["']?)$/, '');
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

const OPENS = /^(?<indent>[ \t]*)(?<dash>- +|: )?(?<quote>["']?)/;
/** From the first of some blanks on: one from each of them would read the rest again. */
const CLOSES = /(?:["'],?|,|(?<![ \t]))[ \t]*\\?\r?$/;

/** One line below a name, where it belongs to it. */
function itemOf(line: string, prefix: string, indent: number, isBlock: boolean, isFirst: boolean): Item | undefined {
  const own = afterPrefix(line, prefix);
  if (own === undefined) return undefined;
  const [head = '', before = '', dash = '', quote = ''] = OPENS.exec(own) ?? [];
  const value = own.slice(head.length).replace(CLOSES, '');
  const start = line.length - own.length + head.length;
  const item = {
    start,
    length: value.length,
    isListed: dash.startsWith('-') || (quote !== '' && own.includes(',', head.length + value.length)),
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
