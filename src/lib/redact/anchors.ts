import { automatonOf } from './automaton.ts';

/** Which sets a text holds an anchor of: bit n stands for set n, counted from 0. Takes one step a character. */
export type FindAnchors = (text: string) => number;

const MOST_SETS = 31;

/** Anchors are texts in lower case, which are found in any case of their letters. */
export function anchorFinder(sets: readonly (readonly string[])[]): FindAnchors {
  if (sets.length > MOST_SETS) throw new RangeError(`${sets.length} sets of anchors, only ${MOST_SETS} have a bit`);
  const { letters, steps, ends } = automatonOf([...new Set(sets.flat())]);
  const longest = Math.max(...sets.flat().map(({ length }) => length));
  const encoder = new TextEncoder();
  const bytes = new Uint8Array(4096);
  const bits = new Int32Array(steps.length);
  for (const [state, anchors] of ends) bits[state] = bitsOf(anchors, sets);
  // A short text of ASCII. Each step waits for the one before it: two at a time, from the beginning and from the middle, take half as long.
  const inBytes = (length: number): number => {
    let found = 0;
    let state = 0;
    let other = 0;
    const half = Math.min(length, (length + longest) >> 1);
    for (let i = 0, middle = length - half; i < half; i++, middle++) {
      state = steps[state + (letters[bytes[i] ?? 0] ?? 0)] ?? 0;
      other = steps[other + (letters[bytes[middle] ?? 0] ?? 0)] ?? 0;
      found |= (bits[state] ?? 0) | (bits[other] ?? 0);
    }
    return found;
  };
  const inText = (text: string): number => {
    let found = 0;
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      state = steps[state + (letters[text.charCodeAt(i)] ?? 0)] ?? 0;
      found |= bits[state] ?? 0;
    }
    return found;
  };
  return (text) => {
    const { read, written } = encoder.encodeInto(text, bytes);
    return read === text.length && written === read ? inBytes(read) : inText(text);
  };
}

function bitsOf(anchors: readonly string[], sets: readonly (readonly string[])[]): number {
  return sets.reduce((bits, set, i) => (anchors.some((anchor) => set.includes(anchor)) ? bits | (1 << i) : bits), 0);
}
