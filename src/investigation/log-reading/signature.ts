import { KIND, kindsAt, READ, readKinds, runEnd } from './signature/characters.ts';
import { IPV6, matchEnd } from './signature/patterns.ts';
import { quantityEnd } from './signature/quantity.ts';
import { isPlainWord, readWord } from './signature/word.ts';

const { CLOSING, COLON, COMMA, DASH, DIGIT, HASH, JOINT, LETTER, PLUS, SPACE, UNDERSCORE } = KIND;
const WORD = DIGIT | LETTER;
const IDENTIFIER = WORD | UNDERSCORE;

/**
 * A line without what changes from one time, job, pod or client to the next: equal complaints have equal signatures,
 * other words and error names never do. Each masked part is `#`. A status keeps its number (`status 404`, `HTTP 503`),
 * and so do names of errors (`S3Error`, `E11000`). Only the first 1,000 characters are read, in linear time.
 */
export function signatureOf(text: string): string {
  const line = singlySpaced(text.slice(0, READ));
  let signature = '';
  let shown = 0;
  for (let at = skipPlain(0, line.length); at < line.length; at = skipPlain(at, line.length)) {
    const end = readAt(line, at);
    if (end > 0) {
      if (!isJoined(shown, at)) signature += `${line.slice(shown, at)}#`;
      shown = end;
    }
    at = end > 0 ? end : ~end;
  }
  return signature + line.slice(shown);
}

/** The first place from `from` on at which something may begin that changes, or stays for its meaning. */
function skipPlain(from: number, length: number): number {
  let at = from;
  while (at < length) {
    const kinds = kindsAt(at);
    if (kinds & LETTER) {
      const end = runEnd(at, LETTER);
      if (!isPlainWord(at, end)) return at;
      at = end;
    } else {
      if (kinds & (DIGIT | HASH) || (kinds & (PLUS | DASH | COLON) && kindsAt(at + 1) & (DIGIT | COLON))) return at;
      at += 1;
    }
  }
  return at;
}

/**
 * Looks for a changing part at a place of the line. Above 0, it is where the part ends that begins there; below 0, it is
 * `~next`: nothing changing begins before `next`. Patterns are asked only where the characters leave it open.
 */
function readAt(line: string, at: number): number {
  const kinds = kindsAt(at);
  if (kinds & WORD) return readWord(line, at);
  return signEnd(line, at, kinds) || ~(at + 1);
}

/** What begins with a sign: a number, an address such as `::1`, or a `#` as it is. */
function signEnd(line: string, at: number, sign: number): number {
  if (sign & HASH) return at + 1;
  const next = kindsAt(at + 1);
  if (sign & COLON) return next & COLON ? matchEnd(IPV6, line, at) : 0;
  const isNumber = next & DIGIT && !(kindsAt(at - 1) & (IDENTIFIER | CLOSING));
  return isNumber ? quantityEnd(line, at, runEnd(at + 1, DIGIT)) : 0;
}

/** Whether nothing but a separator stands after the part before: the two are shown as one. */
function isJoined(shown: number, at: number): boolean {
  if (shown === 0) return false;
  if (at - shown === 1) return (kindsAt(shown) & JOINT) !== 0;
  return at - shown === 2 && (kindsAt(shown) & COMMA) !== 0 && (kindsAt(shown + 1) & SPACE) !== 0;
}

/** The line with single spaces between words, its characters prepared. */
function singlySpaced(text: string): string {
  if (readKinds(text)) return text;
  const line = text.replace(/\s\s+|[^\S ]/g, ' ').trim();
  readKinds(line);
  return line;
}
