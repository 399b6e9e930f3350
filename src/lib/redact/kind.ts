import { sealedMark } from './mark.ts';

/**
 * How a kind of secret is found. Of a match, the group `keep` stays, the tag is of the group `secret`, and all
 * else is lost; without groups the whole match is the secret. With `within`, only its matches inside the match are masked.
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
}

/** The text with every secret of the kind masked by a sealed mark. */
export function mask(text: string, { find, within, also }: Omit<Kind, 'needs'>): string {
  if (also && !also.some((part) => text.includes(part))) return text;
  return within ? text.replace(find, (match) => match.replace(within, hide)) : text.replace(find, hide);
}

interface Parts {
  readonly keep?: string;
  readonly secret?: string;
}

function hide(match: string, ...rest: readonly unknown[]): string {
  const groups = rest.at(-1);
  if (typeof groups !== 'object' || groups === null) return sealedMark(match);
  const { keep = '', secret = '' }: Parts = groups;
  return `${keep}${sealedMark(secret)}`;
}
