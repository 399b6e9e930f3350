/**
 * The automaton of Aho and Corasick: reads a text once and knows at each character which of many texts end there. The
 * next state is `steps[state + letters[code of the character]]`, the first one is 0.
 */
export interface Automaton {
  /** A small number for each character of the texts, the same for both cases of a letter; 0 for all others. */
  readonly letters: Uint8Array;
  readonly steps: Uint32Array;
  /** From this state on, texts end. */
  readonly firstEnd: number;
  readonly ends: ReadonlyMap<number, readonly string[]>;
}

/** Of texts in lower case. */
export function automatonOf(texts: readonly string[]): Automaton {
  const { letters, width } = alphabetOf(texts);
  const beginnings = new Set(['', ...texts.flatMap((text) => Array.from(text, (_, i) => text.slice(0, i + 1)))]);
  const states = [...beginnings].map((read) => ({ read, ends: texts.filter((text) => read.endsWith(text)) }));
  // Those in which no text ends come first.
  const [quiet, others] = [states.filter(({ ends }) => !ends.length), states.filter(({ ends }) => ends.length)];
  const places = new Map([...quiet, ...others].map(({ read }, i) => [read, i * width]));
  return {
    letters,
    steps: stepsOf(places, letters, width),
    firstEnd: quiet.length * width,
    ends: new Map(others.map(({ read, ends }) => [places.get(read) ?? 0, ends])),
  };
}

function alphabetOf(texts: readonly string[]): { letters: Uint8Array; width: number } {
  const letters = new Uint8Array(65_536);
  const alphabet = [...new Set(texts.join(''))];
  for (const [i, letter] of alphabet.entries()) {
    for (const form of [letter, letter.toUpperCase()]) letters[form.charCodeAt(0)] = i + 1;
  }
  return { letters, width: alphabet.length + 1 };
}

/** Where a character does not go on, what was read is left from its beginning, until the rest and the character go on. */
function stepsOf(places: ReadonlyMap<string, number>, letters: Uint8Array, width: number): Uint32Array {
  const steps = new Uint32Array(places.size * width);
  const rests = new Map<string, number>();
  const shortestFirst = [...places.keys()].toSorted((a, b) => a.length - b.length);
  const longer = Map.groupBy(shortestFirst.slice(1), (read) => read.slice(0, -1));
  for (const read of shortestFirst) {
    const [own, rest] = [places.get(read) ?? 0, rests.get(read) ?? 0];
    steps.copyWithin(own, rest, rest + width);
    for (const next of longer.get(read) ?? []) {
      const letter = letters[next.charCodeAt(read.length)] ?? 0;
      rests.set(next, read === '' ? 0 : (steps[rest + letter] ?? 0));
      steps[own + letter] = places.get(next) ?? 0;
    }
  }
  return steps;
}
