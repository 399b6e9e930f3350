import { KIND, kindsAt } from './characters.ts';
import { IPV6, MEMORY, matchEnd, RANDOM_NAME } from './patterns.ts';

const { CAPITAL, COLON, DASH, DIGIT, HEX, LETTER, MARK_END, RANDOM } = KIND;
const WORD = DIGIT | LETTER;

/** Letters and digits in a row. */
export interface Word {
  readonly at: number;
  readonly end: number;
  /** The kinds that one, and that all of its characters are of. */
  readonly any: number;
  readonly all: number;
  /** Whether a letter stands right after a digit. */
  readonly isMixed: boolean;
}

/** Where an id or an address ends that begins with a whole word; 0 where none does. */
export function idEnd(line: string, word: Word): number {
  const { at, end, any, all } = word;
  if (all & HEX) {
    const found = hexEnd(line, word);
    if (found) return found;
  }
  if (all & RANDOM && kindsAt(at - 1) & DASH) {
    const found = randomEnd(line, word);
    if (found) return found;
  }
  if (end - at >= 6 && (word.isMixed || (all & HEX && any & DIGIT && any & LETTER))) return end;
  return any & DIGIT ? matchEnd(MEMORY, line, at) : 0;
}

const HIDDEN = '‹hidden ';

function hexEnd(line: string, { at, end }: Word): number {
  const next = kindsAt(end);
  if (next & COLON && end - at <= 4) return matchEnd(IPV6, line, at);
  if (next & DASH && end - at === 8) return uuidEnd(at);
  return next & MARK_END && line.startsWith(HIDDEN, at - HIDDEN.length) ? end : 0;
}

const UUID = 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx';

function uuidEnd(at: number): number {
  if (kindsAt(at - 1) & WORD) return 0;
  for (let i = 0; i < UUID.length; i++) {
    if (!(kindsAt(at + i) & (UUID[i] === '-' ? DASH : HEX))) return 0;
  }
  return kindsAt(at + UUID.length) & WORD ? 0 : at + UUID.length;
}

/** The random end of a pod's name, after its dash. */
function randomEnd(line: string, { at, end, any }: Word): number {
  if (end - at === 5) {
    const before = kindsAt(at - 2);
    return before & DIGIT || (any & DIGIT && before & LETTER && !(before & CAPITAL)) ? end : 0;
  }
  return kindsAt(end) & DASH && end - at >= 6 && end - at <= 10 ? matchEnd(RANDOM_NAME, line, at) : 0;
}
