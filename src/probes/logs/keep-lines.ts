import type { LogLine } from '#investigation/observation.ts';
import type { Sighting } from '#investigation/probe.ts';

export interface Keeping {
  /** After so many lines the rest is not read. */
  readonly most: number;
  wanted(line: LogLine): boolean;
}

/** The wanted lines, up to a limit; past it a gap says that there were more. */
export async function* keepLines(
  sightings: AsyncIterable<Sighting>,
  { most, wanted }: Keeping,
): AsyncGenerator<Sighting> {
  let kept = 0;
  for await (const sighting of sightings) {
    if ('fact' in sighting && sighting.fact.kind === 'log-line' && !wanted(sighting.fact)) continue;
    if (kept === most) {
      const detail = `more than ${most} lines came; the rest was not read`;
      yield { at: sighting.at, gap: { kinds: ['log-line'], reason: 'cut-short', detail } };
      return;
    }
    if ('fact' in sighting) kept += 1;
    yield sighting;
  }
}
