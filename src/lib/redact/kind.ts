import { markingOnce, type sealedMark } from './mark.ts';

/**
 * How a kind of secret is found. Of a match, the group `keep` stays, the tag is of the group `secret`, and all
 * else is lost; without groups the whole match is the secret. No match is empty. With `within`, only its matches inside the match are masked.
 * Lengths are bounded and starts are anchored where a hostile text of many beginnings would be read again from each.
 */
export interface Kind {
  readonly name: string;
  /** Texts in lower case, one of which every match holds in any case of its letters; or what is true of every text with a match. */
  readonly needs: readonly string[] | ((text: string) => boolean);
  /** Of these one stands in every match too, as it is. They are frequent, and sought only where what is needed stands. */
  readonly also?: readonly string[];
  /** A secret of this kind may have many lines, also such that hold nothing of it. */
  readonly isBlock?: true;
  readonly find: RegExp;
  readonly within?: RegExp;
  /** Whether there is something to look for within a match. */
  readonly holds?: (parts: Parts) => boolean;
  /** Whether what was found is a secret at all; if not, it stays. */
  readonly isSecret?: (parts: Parts) => boolean;
}

/** The text with every secret of the kind masked by a sealed mark. */
export function mask(text: string, { find, within, also, holds, isSecret }: Omit<Kind, 'needs'>): string {
  if (also && !also.some((part) => text.includes(part))) return text;
  const markOf = markingOnce();
  const hidden = hidingOnce(isSecret, markOf);
  if (!within) return replaced(text, find, (found) => hidden(found, goesOver(found)));
  return replaced(text, find, (found) => {
    if (holds && !holds(found.groups ?? {})) return undefined;
    return replaced(found[0], within, (part) => hidden(part, goesOver(found)));
  });
}

function goesOver({ 0: match }: RegExpExecArray): boolean {
  return match.includes('\n');
}

/** A mark, and its closing quote, or what closes around it. */
const IS_MASKED = /^\uE000(?:[0-9a-f]{4})?[\uE001\uE002](?:\\*["']|(?:\\[nrt]?|[>)\]},;])+$)/;

/** What is shown of a match; nothing where it is no secret. One that comes again right after is not judged again. */
function hidingOnce(isSecret: Kind['isSecret'], markOf: typeof sealedMark) {
  let last: { readonly groups: Parts; readonly stays: boolean } | undefined;
  const isSame = ({ keep, secret, name }: Parts) =>
    last?.groups.secret === secret && last?.groups.keep === keep && last?.groups.name === name;
  return ({ 0: match, groups }: RegExpExecArray, isOver: boolean): string | undefined => {
    if (!groups) return markOf(match, isOver);
    const { keep = '', secret = '' } = groups;
    if (!last || !isSame(groups)) {
      const isMasked = secret.startsWith('\uE000') && IS_MASKED.test(secret);
      last = { groups, stays: isMasked || (isSecret !== undefined && !isSecret(groups)) };
    }
    return last.stays ? undefined : `${keep}${markOf(secret, isOver)}`;
  };
}

/** The text with what is shown of each match; where nothing is, a further line of the match may begin another. */
function replaced(text: string, pattern: RegExp, shownOf: (found: RegExpExecArray) => string | undefined): string {
  let [shown, done] = ['', 0];
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    const { 0: match, index } = found;
    const instead = shownOf(found);
    if (instead !== undefined) {
      shown += text.slice(done, index) + instead;
      done = index + match.length;
    } else if (match.includes('\n')) pattern.lastIndex = index + match.indexOf('\n') + 1;
  }
  return shown + text.slice(done);
}

export interface Parts {
  readonly keep?: string;
  readonly secret?: string;
  /** What opens before it, where it is quoted. */
  readonly quote?: string;
  /** What names the secret, where it is not all of `keep`. */
  readonly name?: string;
  /** All names of a match that is looked at within. */
  readonly names?: string;
}
