/**
 * The candidate that `word` was most likely meant to be, or undefined when none is near: about a third of the
 * letters may be wrong, missing, too many or swapped with a neighbour, or the word may be a candidate's beginning.
 * Case does not count; of equally near candidates the first wins.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = distanceWithin(wanted, candidate.toLowerCase());
    if (distance !== undefined && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate ?? candidates.find((candidate) => isBeginning(wanted, candidate.toLowerCase()));
}

function isBeginning(word: string, candidate: string): boolean {
  return word.length >= 2 && candidate.startsWith(word);
}

/** The edits between two words when they are few for words of this length; a long text costs nothing. */
function distanceWithin(word: string, candidate: string): number | undefined {
  const allowed = Math.max(1, Math.floor(candidate.length / 3));
  if (Math.abs(word.length - candidate.length) > allowed) return undefined;
  const distance = editDistance(word, candidate);
  return distance <= allowed && distance < candidate.length ? distance : undefined;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1),
          swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
