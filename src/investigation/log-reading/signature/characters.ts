const digits = '0123456789';
const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
// As \s of a pattern.
const otherSpaces = '\t\n\v\f\r\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff';
const typographicSpaces = '\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

/** What a character may be part of. */
const CHARACTERS = {
  DIGIT: digits,
  LETTER: `${capitals}${capitals.toLowerCase()}`,
  CAPITAL: capitals,
  HEX: `${digits}ABCDEFabcdef`,
  /** What Kubernetes makes random names of: no vowels, so that they are no words. */
  RANDOM: 'bcdfghjklmnpqrstvwxz2456789',
  /** The first and the last letters of the words after which a status stands. */
  STATUS_FIRST: 'sSCcHh',
  STATUS_LAST: 'sSePp',
  /** The last letters of names of errors. */
  ERROR_LAST: 'rn',
  /** The beginning of a unit or of an exponent. */
  UNIT: '%nuµμmshdkKMGTiBbHe',
  UNDERSCORE: '_',
  SPACE: ' ',
  OTHER_SPACE: `${otherSpaces}${typographicSpaces}`,
  /** What stands after the short name of a month or a day. */
  AFTER_DATE: ' ,',
  /** What may stand between parts that are shown as one. */
  JOINT: '-.:/, ',
  /** After these a minus is a dash, as after an identifier. */
  CLOSING: ')]',
  /** The end of a hidden secret's mark. */
  MARK_END: '›',
  PLUS: '+',
  DASH: '-',
  SLASH: '/',
  COLON: ':',
  DOT: '.',
  COMMA: ',',
  HASH: '#',
};

/**
 * One bit each. Take those that are needed into constants of the module: an imported constant is looked up again at each
 * use, and here that takes longer than the use.
 */
export const KIND = Object.fromEntries(Object.keys(CHARACTERS).map((name, bit) => [name, 1 << bit])) as Readonly<
  Record<keyof typeof CHARACTERS, number>
>;
const { SPACE, OTHER_SPACE } = KIND;
const ANY_SPACE = SPACE | OTHER_SPACE;

const kindsOf = new Int32Array(65_536);
for (const [bit, characters] of Object.values(CHARACTERS).entries()) {
  for (const code of Array.from(characters, (character) => character.charCodeAt(0))) {
    kindsOf[code] = (kindsOf[code] ?? 0) | (1 << bit);
  }
}

/** The longest line that is read. */
export const READ = 1_000;
const MARGIN = 3;
// Of the line that is being read, written anew for each. To read a string character by character costs more than all else.
const kinds = new Int32Array(MARGIN + READ + MARGIN);
// Of a character up to three bytes: a line that fills less than all of its room has been read to its end.
const bytes = new Uint8Array(3 * READ);
const encoder = new TextEncoder();

/** Prepares `kindsAt` for the line; false where it has other spaces than single ones between words. */
export function readKinds(line: string): boolean {
  const { length } = line;
  let before = SPACE;
  let odd = 0;
  if (encoder.encodeInto(line, bytes).written === length) {
    for (let at = 0; at < length; at++) {
      const kind = kindsOf[bytes[at] ?? 0] ?? 0;
      kinds[at + MARGIN] = kind;
      odd |= kind & (before | OTHER_SPACE) & ANY_SPACE;
      before = kind;
    }
  } else {
    for (let at = 0; at < length; at++) {
      const kind = kindsOf[line.charCodeAt(at)] ?? 0;
      kinds[at + MARGIN] = kind;
      odd |= kind & (before | OTHER_SPACE) & ANY_SPACE;
      before = kind;
    }
  }
  for (let after = length + MARGIN; after < length + 2 * MARGIN; after++) kinds[after] = 0;
  return odd === 0 && !(before & SPACE);
}

/** All kinds of the character at a place of the line that was prepared; none up to three places outside it. */
export function kindsAt(at: number): number {
  return kinds[at + MARGIN] ?? 0;
}

/** Where characters of the kinds end that stand in a row. */
export function runEnd(at: number, kinds: number): number {
  let end = at;
  while (kindsAt(end) & kinds) end += 1;
  return end;
}
