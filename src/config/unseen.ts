/** Characters that come with a paste and look like nothing, or like another one. */
const NAMES: Readonly<Record<string, string>> = {
  '\u00a0': 'a no-break space',
  '\u00ad': 'a soft hyphen',
  '\u2007': 'a figure space',
  '\u200b': 'a zero-width space',
  '\u200c': 'a zero-width non-joiner',
  '\u200d': 'a zero-width joiner',
  '\u2010': 'a typographic hyphen',
  '\u2011': 'a no-break hyphen',
  '\u2012': 'a figure dash',
  '\u2013': 'an en dash',
  '\u2014': 'an em dash',
  '\u2018': 'a curly quote',
  '\u2019': 'a curly quote',
  '\u201c': 'a curly quote',
  '\u201d': 'a curly quote',
  '\u202f': 'a narrow no-break space',
  '\u2060': 'a word joiner',
  '\u2212': 'a minus sign',
  '\ufeff': 'a byte order mark',
};
const UNSEEN =
  /[\p{Cf}\u00a0\u1680\u2000-\u200a\u2010-\u2014\u2018\u2019\u201c\u201d\u2028\u2029\u202f\u205f\u2212\u3000]/u;

/** What a setting holds that nobody sees, or takes for a plain character; undefined where there is nothing of the kind. */
export function unseenIn(text: string): string | undefined {
  const found = UNSEEN.exec(text);
  if (!found) return undefined;
  const [character] = found;
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const before = [...text.slice(0, found.index)].length;
  const where = before === 0 ? 'as the first character' : `after ${before} characters`;
  return `holds ${NAMES[character] ?? 'a character that nobody sees'} (U+${code}) ${where}; type it anew`;
}

/** The text without the mark that some editors put before the first line. */
export function withoutMark(text: string): string {
  return text.replace(/^\ufeff/, '');
}
