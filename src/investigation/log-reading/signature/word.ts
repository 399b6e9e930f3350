import { KIND, kindsAt, runEnd } from './characters.ts';
import { idEnd, type Word } from './id.ts';
import { ERROR_NAME, matchEnd, STATUS, TIME } from './patterns.ts';
import { quantityEnd } from './quantity.ts';

const {
  AFTER_DATE,
  CAPITAL,
  COLON,
  DASH,
  DIGIT,
  ERROR_LAST,
  LETTER,
  MARK_END,
  SLASH,
  SPACE,
  STATUS_FIRST,
  STATUS_LAST,
  UNDERSCORE,
} = KIND;
const ALPHANUMERIC = DIGIT | LETTER;
const IDENTIFIER = ALPHANUMERIC | UNDERSCORE;

/** Whether letters in a row, up to `end`, are nothing that could change or stay for its meaning: most words. */
export function isPlainWord(at: number, end: number): boolean {
  const next = kindsAt(end);
  const odd =
    (next & (DIGIT | UNDERSCORE | DASH | COLON | MARK_END)) |
    (kindsAt(at - 1) & DASH) |
    (kindsAt(end - 1) & STATUS_LAST ? kindsAt(at) & STATUS_FIRST : 0) |
    (mayBeDate(end - 3) ? next & AFTER_DATE : 0);
  if (odd === 0) return true;
  if (odd & (DIGIT | STATUS_FIRST | AFTER_DATE)) return false;
  return !mayBeId(at, end) && !(odd & UNDERSCORE && mayBeErrorName(at));
}

/** As `readAt`, at the first character of a word or of what is left of one. */
export function readWord(line: string, at: number): number {
  const letters = runEnd(at, LETTER);
  if (!(kindsAt(letters) & DIGIT)) return readLetters(line, at, letters);
  return letters > at ? readMixed(line, at, letters) : readDigits(line, at, runEnd(at, DIGIT));
}

function readLetters(line: string, at: number, end: number): number {
  const next = kindsAt(end);
  const kept =
    (next & UNDERSCORE && mayBeErrorName(at) && matchEnd(ERROR_NAME, line, at)) ||
    (mayBeStatus(at, end) && matchEnd(STATUS, line, at));
  if (kept) return ~kept;
  if (next & AFTER_DATE && end - at >= 3 && mayBeDate(end - 3)) {
    return end - at > 3 ? ~(end - 3) : matchEnd(TIME, line, at) || ~end;
  }
  return (mayBeId(at, end) && idEnd(line, wordAt(at))) || ~end;
}

/** Letters, then a digit. */
function readMixed(line: string, at: number, firstDigit: number): number {
  const kept =
    (mayBeErrorName(at) && matchEnd(ERROR_NAME, line, at)) ||
    (mayBeStatus(at, firstDigit) && matchEnd(STATUS, line, at));
  if (kept) return ~kept;
  return (isWhole(at) && idEnd(line, wordAt(at))) || ~firstDigit;
}

function readDigits(line: string, at: number, end: number): number {
  return (
    (mayBeTime(at, end) && matchEnd(TIME, line, at)) ||
    ((kindsAt(end) & LETTER || mayBeId(at, end)) && isWhole(at) && idEnd(line, wordAt(at))) ||
    quantityEnd(line, at, end)
  );
}

function isWhole(at: number): boolean {
  return !(kindsAt(at - 1) & ALPHANUMERIC);
}

const LONGEST_ERROR_NAME = 90;
/** As of `E11000`. */
const NUMBERED_ERROR = 6;

/** Only one with a digit or after a dash: in others nothing would change anyway. */
function mayBeErrorName(at: number): boolean {
  let end = at;
  let any = 0;
  while (kindsAt(end) & IDENTIFIER && end - at <= LONGEST_ERROR_NAME) any |= kindsAt(end++);
  const holdsChange = any & DIGIT || kindsAt(at - 1) & DASH;
  return holdsChange !== 0 && ((kindsAt(end - 1) & ERROR_LAST) !== 0 || end - at === NUMBERED_ERROR);
}

/** `code`, `status`, `statusCode`, `HTTP`. */
function mayBeStatus(at: number, end: number): boolean {
  if (!(kindsAt(at) & STATUS_FIRST && kindsAt(end - 1) & STATUS_LAST)) return false;
  return end - at === 4 || end - at === 6 || end - at === 10;
}

/** The short name of a month or a day. */
function mayBeDate(at: number): boolean {
  return (kindsAt(at) & CAPITAL) !== 0 && !(kindsAt(at + 1) & CAPITAL);
}

/** A year, a day or hours. */
function mayBeTime(at: number, end: number): boolean {
  const next = kindsAt(end);
  if (end - at === 4) return (next & (DASH | SLASH)) !== 0;
  if (end - at > 2) return false;
  if (next & COLON) return end - at === 2;
  return (next & (SPACE | DASH | SLASH)) !== 0 && (kindsAt(end + 1) & CAPITAL) !== 0;
}

/** Whether letters, or digits, may be an address or random: by their number and what stands around them. */
function mayBeId(at: number, end: number): boolean {
  const length = end - at;
  const next = kindsAt(end);
  if (next & COLON && length <= 4) return true;
  if (kindsAt(at - 1) & DASH) return length === 5 || (length >= 6 && length <= 10 && (next & DASH) !== 0);
  return (next & MARK_END) !== 0 || (length === 8 && (next & DASH) !== 0);
}

function wordAt(at: number): Word {
  let end = at;
  let any = 0;
  let all = -1;
  let before = 0;
  let isMixed = false;
  for (let kinds = kindsAt(at); kinds & ALPHANUMERIC; kinds = kindsAt(end)) {
    if (kinds & LETTER && before & DIGIT) isMixed = true;
    any |= kinds;
    all &= kinds;
    before = kinds;
    end += 1;
  }
  return { at, end, any, all, isMixed };
}
