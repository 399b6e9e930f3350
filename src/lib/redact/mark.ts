import { createHash } from 'node:crypto';

const MARK = /‹hidden(?: ([0-9a-f]{4}))?›/g;
// While patterns look at a text, a mark in it is one word without a space: two characters of Unicode's private use.
const SEALED = /\uE000([0-9a-f]{4})?\uE001/g;
const ONLY_SEALED = /^\uE000(?:[0-9a-f]{4})?\uE001$/;

/** Marks that a text holds already become words that no pattern takes for a secret. */
export function seal(text: string): string {
  return text.replace(MARK, (_mark, tag: string | undefined) => `\uE000${tag ?? ''}\uE001`);
}

/** The reverse of `seal`. */
export function unseal(text: string): string {
  return text.replace(SEALED, (_mark, tag: string | undefined) => (tag ? `‹hidden ${tag}›` : '‹hidden›'));
}

/** The sealed mark of a secret; a mark stays as it is. */
export function sealedMark(secret: string): string {
  return ONLY_SEALED.test(secret) ? secret : `\uE000${tagOf(secret)}\uE001`;
}

/**
 * The same secret has the same tag in whatever syntax it stood. Four hexadecimal characters tell two secrets of a report
 * apart; they are too few to find a secret by, as one guess in 65,536 fits, whatever is guessed.
 */
function tagOf(secret: string): string {
  return createHash('sha256')
    .update(`focus-bot redact ${plain(secret)}`)
    .digest('hex')
    .slice(0, 4);
}

/** Without what JSON, a URL or a YAML block adds: escapes, line ends, indentation. */
function plain(secret: string): string {
  const bare = secret.replace(/(?<!\\)\\+[nrt]|\s+/g, '').replace(/\\+(.)/g, '$1');
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}
