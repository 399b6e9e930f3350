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

/** So many characters from a place on, no further than its line. */
export function inLine(text: string, from: number, length: number): string {
  const part = text.slice(from, from + length);
  return part.slice(0, indexOrEnd(part, '\n', 0));
}

/** A match of a sticky pattern that begins at this very place. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Where the word ends that stands at a place: letters, digits, `_` and `.`; no further than so many. */
export function wordEnd(text: string, from: number, most: number): number {
  const last = Math.min(text.length, from + most);
  let at = from;
  while (at < last && IN_WORD[text.charCodeAt(at)]) at += 1;
  return at;
}

const IN_WORD = new Uint8Array(65_536);
for (const code of Array(128).keys()) IN_WORD[code] = /[\w.]/.test(String.fromCharCode(code)) ? 1 : 0;

/** Where a part stands next, or the end of the text. */
export function indexOrEnd(text: string, part: string, from: number): number {
  const at = text.indexOf(part, from);
  return at === -1 ? text.length : at;
}
