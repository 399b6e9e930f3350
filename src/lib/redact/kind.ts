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
  /** Whether there is something to look for within a match. */
  readonly holds?: (parts: Parts) => boolean;
  /** Whether what was found is a secret at all; if not, it stays. */
  readonly isSecret?: (parts: Parts) => boolean;
}

/** The text with every secret of the kind masked by a sealed mark. */
export function mask(
  text: string,
  { find, within, also, holds = always, isSecret = always }: Omit<Kind, 'needs'>,
): string {
  if (also && !also.some((part) => text.includes(part))) return text;
  const hide = (match: string, ...rest: readonly unknown[]): string => {
    const parts = partsOf(rest);
    if (!parts) return sealedMark(match);
    return isSecret(parts) && !IS_MASKED.test(parts.secret ?? '')
      ? `${parts.keep ?? ''}${sealedMark(parts.secret ?? '')}`
      : match;
  };
  if (!within) return text.replace(find, hide);
  return text.replace(find, (match: string, ...rest: readonly unknown[]) =>
    holds(partsOf(rest) ?? {}) ? match.replace(within, hide) : match,
  );
}

/** A mark, and its closing quote, or what closes around it. */
const IS_MASKED = /^\uE000(?:[0-9a-f]{4})?\uE001(?:\\*["']|(?:\\+[nrt]?|[>)\]},;])+$)/;

const always = (): boolean => true;

function partsOf(rest: readonly unknown[]): Parts | undefined {
  const groups = rest.at(-1);
  return typeof groups === 'object' && groups !== null ? groups : undefined;
}

export interface Parts {
  readonly keep?: string;
  readonly secret?: string;
  /** What names the secret, where it is not all of `keep`. */
  readonly name?: string;
  /** All names of a match that is looked at within. */
  readonly names?: string;
}
