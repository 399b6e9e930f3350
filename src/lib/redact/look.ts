import { automatonOf } from './automaton.ts';

/** Of which sets a text, and each of its lines, holds an anchor. */
export interface Looked {
  readonly holds: (set: number) => boolean;
  /** Those of a text of one line are itself. */
  readonly lines: readonly Looked[];
}

const BITS = 32;

/** As `anchorFinder`, of any number of sets, and line by line. Anchors hold no line ends. */
export function lookFor(sets: readonly (readonly string[])[]): (text: string) => Looked {
  const width = Math.ceil(sets.length / BITS);
  const { letters, steps, firstEnd, ends } = automatonOf([...new Set(sets.flat())]);
  const bits = new Int32Array(steps.length * width);
  for (const [state, anchors] of ends) {
    for (const [set, own] of sets.entries()) {
      const at = state * width + (set >> 5);
      if (anchors.some((anchor) => own.includes(anchor))) bits[at] = (bits[at] ?? 0) | (1 << (set & 31));
    }
  }
  const seenIn = (text: string, from: number, to: number): Int32Array => {
    const seen = new Int32Array(width);
    for (let [i, state] = [from, 0]; i < to; i += 1) {
      state = steps[state + (letters[text.charCodeAt(i)] ?? 0)] ?? 0;
      if (state < firstEnd) continue;
      for (let word = 0; word < width; word += 1) seen[word] = (seen[word] ?? 0) | (bits[state * width + word] ?? 0);
    }
    return seen;
  };
  return (text) => {
    const lines: Int32Array[] = [];
    for (let from = 0; from <= text.length; ) {
      const end = text.indexOf('\n', from);
      const to = end === -1 ? text.length : end;
      lines.push(seenIn(text, from, to));
      from = to + 1;
    }
    return lookedOf(lines);
  };
}

function lookedOf(seen: readonly Int32Array[]): Looked {
  const all = seen.reduce((all, line) => (all === line ? all : all.map((word, i) => word | (line[i] ?? 0))));
  return {
    holds: holder(all),
    lines: seen.map((line) => ({ holds: holder(line), lines: [] })),
  };
}

function holder(seen: Int32Array): Looked['holds'] {
  return (set) => ((seen[set >> 5] ?? 0) & (1 << (set & 31))) !== 0;
}
