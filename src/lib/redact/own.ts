import { marksIn, type Range, sealedMark } from './mark.ts';

/**
 * Masks what patterns of the operator's own find in a sealed text: a match's group `secret`, or all of it where there is
 * no such group. All see the same text; where two find the same, the first one has it. A mark in a secret stays as it is.
 */
export function ownMasking(patterns: readonly RegExp[]): (text: string) => string {
  const everywhere = patterns.map(({ source, flags }) => new RegExp(source, `${flags.replace(/[dgy]/g, '')}dg`));
  return (text) => {
    const found = everywhere.filter((pattern) => text.search(pattern) !== -1);
    if (found.length === 0) return text;
    const secrets = found.flatMap((pattern) => Array.from(text.matchAll(pattern), secretOf));
    return secrets.some(([start, end]) => start < end) ? hide(text, secrets) : text;
  };
}

function secretOf({ index, 0: match, indices }: RegExpExecArray): Range {
  return indices?.groups?.secret ?? [index, index + match.length];
}

/** Of ranges that overlap, an earlier one of the list has what they share. */
function hide(text: string, secrets: readonly Range[]): string {
  const owners = new Uint32Array(text.length);
  for (const [i, [start, end]] of [...secrets.entries()].reverse()) owners.fill(i + 1, start, end);
  for (const [start, end] of marksIn(text)) owners.fill(0, start, end);
  let masked = '';
  for (let at = 0, end = 0; at < text.length; at = end) {
    while (end < text.length && owners[end] === owners[at]) end += 1;
    const part = text.slice(at, end);
    masked += owners[at] ? sealedMark(part) : part;
  }
  return masked;
}
