import { seededRandom } from '#lab/random.ts';
import { describeError } from '#lib/errors.ts';
import { type Pace, type Play, playInProcesses } from '../players.ts';
import type { MatrixCase } from './matrix/case.ts';
import { causeOf, type Outcome } from './table.ts';

/** Each case with seeds from 1, all of one seed before those of the next, mixed so that quick ones do not come at once. */
export function playsOf(cases: readonly MatrixCase[], runsOf: (one: MatrixCase) => number): readonly Play[] {
  const random = seededRandom(1);
  const most = Math.max(0, ...cases.map(runsOf));
  return Array.from({ length: most }, (_, i) => i + 1).flatMap((seed) =>
    cases
      .filter((one) => seed <= runsOf(one))
      .map(({ id }) => ({ play: { id, seed }, place: random.next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ play }) => play),
  );
}

/** The outcomes come in the order in which they are known. */
export function playAll(
  cases: readonly MatrixCase[],
  plays: readonly Play[],
  pace: Pace,
  out: { readonly folder: string; onOutcome(outcome: Outcome): void },
): Promise<void> {
  const byId = new Map(cases.map((one) => [one.id, one]));
  return playInProcesses<Play, Outcome>(plays, pace, {
    ...out,
    file: 'bench/diagnosis/player.ts',
    notPlayed: (play, error) => notPlayed(play, byId.get(play.id), error),
  });
}

function notPlayed(play: Play, one: MatrixCase | undefined, error: unknown): Outcome {
  return { ...play, level: one?.level ?? 0, cause: one ? causeOf(one) : 'unknown', error: describeError(error) };
}
