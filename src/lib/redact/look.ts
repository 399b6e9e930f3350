import { automatonOf } from './automaton.ts';

/** For each set the lines that hold one of its anchors, counted from 0. */
export type Look = (lines: readonly string[]) => ReadonlyMap<number, readonly number[]>;

/** As `anchorFinder`, of any number of sets, and line by line. */
export function lookFor(sets: readonly (readonly string[])[]): Look {
  const { letters, steps, firstEnd, ends } = automatonOf([...new Set(sets.flat())]);
  const setsOf = new Map([...ends].map(([state, anchors]) => [state, setsWith(anchors, sets)]));
  return (lines) => {
    const found = new Map<number, number[]>();
    for (const [place, line] of lines.entries()) {
      for (let [i, state] = [0, 0]; i < line.length; i += 1) {
        state = steps[state + (letters[line.charCodeAt(i)] ?? 0)] ?? 0;
        if (state < firstEnd) continue;
        for (const set of setsOf.get(state) ?? []) add(found, set, place);
      }
    }
    return found;
  };
}

function setsWith(anchors: readonly string[], sets: readonly (readonly string[])[]): readonly number[] {
  return [...sets.keys()].filter((set) => anchors.some((anchor) => sets[set]?.includes(anchor)));
}

function add(found: Map<number, number[]>, set: number, place: number): void {
  const places = found.get(set);
  if (!places) found.set(set, [place]);
  else if (places.at(-1) !== place) places.push(place);
}
