import { automatonOf } from './automaton.ts';

/** For each set the lines that hold one of its anchors, counted from 0; nothing where none does. */
export type Found = ReadonlyMap<number, readonly number[]>;
export type Look = (lines: readonly string[]) => Found;

/** As `anchorFinder`, of any number of sets, and line by line. */
export function lookFor(sets: readonly (readonly string[])[]): Look {
  const { letters, steps, firstEnd, ends } = automatonOf([...new Set(sets.flat())]);
  const setsOf = new Map([...ends].map(([state, anchors]) => [state, setsWith(anchors, sets)]));
  // An anchor counts once a line: in which one it was seen last, of all that were ever read.
  const seenIn = new Float64Array(steps.length);
  let read = 0;
  return (lines) => {
    const found = new Map<number, number[]>();
    for (const [place, line] of lines.entries()) {
      read += 1;
      for (let [i, state] = [0, 0]; i < line.length; i += 1) {
        state = steps[state + (letters[line.charCodeAt(i)] ?? 0)] ?? 0;
        if (state < firstEnd || seenIn[state] === read) continue;
        seenIn[state] = read;
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
