import type { Mistake } from './ask-rules.ts';
import { quoted } from './ask-values.ts';
import { LONGEST, repeated } from './ask-words.ts';

/** A value taken as it was typed, and the text without it. */
export interface TakenValue {
  readonly rest: string;
  readonly value?: string;
  /** It stood in quotes, so that nothing after it was meant to belong to it. */
  readonly isQuoted: boolean;
  readonly mistakes: readonly Mistake[];
}

const DOUBLE = '["“”„‟«»]';
const SINGLE = "['‘’‚‛`´‹›]";
const DASH = '[-‐‑‒–—―−]';

/**
 * Takes `name=value` or `name="a value with spaces"` out of a text, in straight or curly quotes. Inside quotes every
 * character stays, but for invisible ones; a quote ends the value where a space or the text's end follows it.
 */
export function takeQuoted(text: string, name: string): TakenValue {
  const values: { readonly value: string; readonly isQuoted: boolean }[] = [];
  const rest = visible(text.slice(0, LONGEST)).replace(
    argument(name),
    (_, double?: string, single?: string, bare = '') => {
      const inside = double ?? single;
      values.push({ value: inside ?? bare, isQuoted: inside !== undefined });
      return ' ';
    },
  );
  const [first, second] = values;
  if (first === undefined) return { rest, isQuoted: false, mistakes: [] };
  const mistake = second === undefined ? findMistake(name, first) : repeated(name, first.value, second.value);
  return { rest, ...first, mistakes: mistake === undefined ? [] : [mistake] };
}

function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Z}]/gu, ' ').replace(/\p{Cf}/gu, '');
}

/** Without quotes the value ends at a space, and is no further argument. */
function argument(name: string): RegExp {
  const inDouble = `${DOUBLE}(.*?)${DOUBLE}(?= |$)`;
  const inSingle = `${SINGLE}(.*?)${SINGLE}(?= |$)`;
  const bare = '((?!(?<= )[\\p{L}_]+=)[^ ]*)';
  const joint = `(?: *= *| +(?=${DOUBLE}|${SINGLE}))`;
  return new RegExp(`(?<=^| )${DASH}*${name}${joint}(?:${inDouble}|${inSingle}|${bare})`, 'giu');
}

function findMistake(name: string, { value, isQuoted }: { value: string; isQuoted: boolean }): Mistake | undefined {
  if (value.trim() === '') return { argument: name, message: `${name} has no value; write it like ${name}="no queue"` };
  if (isQuoted || !new RegExp(`^(?:${DOUBLE}|${SINGLE})`, 'u').test(value)) return undefined;
  return { argument: name, message: `${quoted(name, value)} has no closing quote; write it like ${name}="no queue"` };
}
