import { hash } from 'node:crypto';

const MARK = /‹hidden(?: ([0-9a-f]{4}))?›/g;
// While patterns look at a text, a mark in it is one word without a space, between two characters of Unicode's private use.
const SEALED = /\uE000(?:[0-9a-f]{4})?[\uE001\uE002]/g;
const ONLY_SEALED = /^\uE000(?:[0-9a-f]{4})?[\uE001\uE002]$/;
const BEGIN = '\uE000';
const END = '\uE001';
/** Of a secret that stood on more lines than one, or on another than what tells of it. */
const END_OVER = '\uE002';

/** Marks that a text holds already become words that no pattern takes for a secret. */
export function seal(text: string): string {
  if (!text.includes('‹hidden')) return text;
  return text.replace(MARK, (_mark, tag: string | undefined) => `\uE000${tag ?? ''}${END}`);
}

/** The reverse of `seal`. */
export function unseal(text: string): string {
  let [shown, done] = ['', 0];
  for (let at = text.indexOf(BEGIN); at !== -1; at = text.indexOf(BEGIN, at + 1)) {
    const end = isEnd(text[at + 1]) ? at + 1 : at + 5;
    if (!isEnd(text[end])) continue;
    const tag = text.slice(at + 1, end);
    if (!isTag(tag)) continue;
    shown += `${text.slice(done, at)}${tag === '' ? '‹hidden›' : `‹hidden ${tag}›`}`;
    done = end + 1;
  }
  return done === 0 ? text : shown + text.slice(done);
}

function isTag(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (!((code >= 48 && code <= 57) || (code >= 97 && code <= 102))) return false;
  }
  return true;
}

function isEnd(character: string | undefined): boolean {
  return character === END || character === END_OVER;
}

/** Whether a sealed line holds a mark of a secret that is not of this line alone. */
export function holdsOver(line: string): boolean {
  return line.includes(END_OVER);
}

/** From a character to the one after the last, counted from 0. */
export type Range = readonly [start: number, end: number];

/** Where a sealed text holds marks. */
export function marksIn(text: string): readonly Range[] {
  return Array.from(text.matchAll(SEALED), ({ index, 0: mark }) => [index, index + mark.length]);
}

/** The sealed mark of a secret; a mark stays as it is. */
export function sealedMark(secret: string, isOver = false): string {
  return secret.startsWith(BEGIN) && ONLY_SEALED.test(secret)
    ? secret
    : `\uE000${tagOf(secret)}${isOver ? END_OVER : END}`;
}

/** As `sealedMark`: the same secret comes again and again in a text. None is kept for longer. */
export function markingOnce(): typeof sealedMark {
  let known: Map<string, string> | undefined;
  return (secret, isOver = false) => {
    known ??= new Map();
    const key = isOver ? `\n${secret}` : secret;
    const mark = known.get(key) ?? sealedMark(secret, isOver);
    known.set(key, mark);
    return mark;
  };
}

/**
 * The same secret has the same tag in whatever syntax it stood. Four hexadecimal characters tell two secrets of a report
 * apart; they are too few to find a secret by, as one guess in 65,536 fits, whatever is guessed.
 */
function tagOf(secret: string): string {
  return hash('sha256', `focus-bot redact ${plain(secret)}`, 'hex').slice(0, 4);
}

/** Without what JSON, a URL or a YAML block adds: escapes, line ends, indentation. */
function plain(secret: string): string {
  if (!/[\\\s%]/.test(secret)) return secret;
  const bare = secret.replace(/(?<!\\)\\+[nrt]|\s+/g, '').replace(/\\+(.)/g, '$1');
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}
