import type { Kind } from './kind.ts';

const BEGINS = ['-----begin '];
const BEGIN = '-----BEGIN (?:[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?|OpenVPN Static key V1)-----';
const END = '-----END (?:[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?|OpenVPN Static key V1)-----';
/** The end of a line, as it is or escaped in JSON. */
const LINE_END = '(?:\\r?\\n[ \\t]*|(?:\\\\+[rn])+)';

/** Keys in PEM, on many lines, in one text of JSON, encrypted, or cut short. */
export const privateKeyKinds: readonly Kind[] = [
  {
    name: 'a private key',
    needs: BEGINS,
    isBlock: true,
    find: new RegExp(`${BEGIN}(?:(?!-----BEGIN)[^"])*?${END}`, 'g'),
  },
  {
    name: 'a private key that was cut short',
    needs: BEGINS,
    isBlock: true,
    find: new RegExp(
      `${BEGIN}(?:${LINE_END}(?:(?:Proc-Type|DEK-Info|Version|Comment):[^\\n"'\\\\]*|[A-Za-z0-9+/]+={0,2}(?![^\\s"'\\\\.…])|(?=${LINE_END}))|[ ][A-Za-z0-9+/]{16,}={0,2})*`,
      'g',
    ),
  },
  {
    name: 'the private lines of a key of PuTTY',
    needs: ['private-lines'],
    isBlock: true,
    find: /(?<keep>\bPrivate-Lines: \d{1,3}\r?\n)(?<secret>[A-Za-z0-9+/=]+(?:\r?\n[A-Za-z0-9+/=]+)*)/g,
  },
  // Log lines come one by one. A digest has no capitals.
  {
    name: 'a line from the middle of a private key',
    needs: hasLongWord,
    find: /(?<![^\s"'])(?=[a-z0-9+/]*[A-Z])(?=[A-Z0-9+/]*[a-z])(?:[A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{70}|[A-Za-z0-9+/]{76})(?![^\s"'\\])/g,
  },
];

const LONG = 64;

/** Whether 64 characters of base64 stand in a row, in a few looks: of 64 that could, the last one that cannot is sought. */
function hasLongWord(text: string): boolean {
  for (let from = 0; from + LONG <= text.length; ) {
    let at = from + LONG - 1;
    while (at >= from && isBase64(text.charCodeAt(at))) at -= 1;
    if (at < from) return true;
    from = at + 1;
  }
  return false;
}

/** `+`, `/` and digits, capitals, small letters. */
function isBase64(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 47 && code <= 57) || code === 43;
}
