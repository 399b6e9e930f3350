import { atLeast, atMost, type Row, type Target } from '../bench.ts';
import { kindOf } from './keep.ts';
import { isPlayed, type PlayedOutcome, type WorldOutcome } from './outcome.ts';
import type { Failing } from './score.ts';

/** How many well worlds it takes to say that none is an alarm. */
const WELL_WORLDS = 500;

export function targetsOf(outcomes: readonly WorldOutcome[]): readonly Target[] {
  const played = outcomes.filter(isPlayed);
  const wrong = played.filter(({ truth }) => truth.fate === 'none' || truth.fate === 'late');
  const well = played.filter(({ truth }) => truth.fate === 'well');
  const failing = (of: readonly PlayedOutcome[], one: Failing) =>
    of.filter(({ failings }) => failings.includes(one)).length;
  const percent = (count: number, of: readonly unknown[]) => (of.length === 0 ? 0 : (100 * count) / of.length);
  return [
    atMost(
      `confident and wrong, of ${played.length} worlds`,
      percent(failing(played, 'confidentlyWrong'), played),
      '%',
      0.5,
    ),
    atLeast(
      `truth named or listed, of ${wrong.length} broken or late`,
      percent(wrong.length - failing(wrong, 'notNamed'), wrong),
      '%',
      97,
    ),
    atMost(`false healthy, of ${played.length}`, failing(played, 'falseHealthy'), '', 0),
    atMost(`false alarms, of ${well.length} well worlds (${WELL_WORLDS} wanted)`, failing(well, 'falseAlarm'), '', 0),
    atMost('causes whose refuter stands in the evidence', failing(played, 'refuted'), '', 0),
    atMost('reports with an untrue sentence', failing(played, 'untrue'), '', 0),
    atMost(`worlds that could not be played, of ${outcomes.length}`, outcomes.length - played.length, '', 0),
  ];
}

/** One row a kind of failure, the most frequent first, with seeds to play it again. */
export function failureRows(outcomes: readonly WorldOutcome[]): readonly Row[] {
  const kinds = Map.groupBy(outcomes.filter(isFailure), kindOf);
  return [...kinds]
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([kind, of]) => ({
      kind,
      count: of.length,
      seeds: of
        .slice(0, 5)
        .map(({ seed }) => seed)
        .join(' '),
    }));
}

/** How each fate was judged. */
export function fateRows(outcomes: readonly WorldOutcome[]): readonly Row[] {
  const fates = Map.groupBy(outcomes.filter(isPlayed), ({ truth }) => truth.fate);
  return [...fates].map(([fate, of]) => ({
    fate,
    worlds: of.length,
    'named or listed': of.filter(({ score }) => score.named).length,
    'confident and wrong': of.filter(({ score }) => score.confidentlyWrong).length,
    failed: of.filter(({ failings }) => failings.length > 0).length,
  }));
}

export function isFailure({ failings, error }: WorldOutcome): boolean {
  return failings.length > 0 || error !== undefined;
}

export function failureLine(outcome: WorldOutcome): string {
  const { seed, failings, truth, score, ingredients, error } = outcome;
  if (error !== undefined) return `seed ${seed} (${ingredients.join(', ')}): could not be played: ${error}`;
  const more = [...(score?.untrue ?? []), ...(score?.refuted ?? [])].join('; ');
  return [
    `seed ${seed}: ${failings.join(', ')}`,
    `  true: ${truth?.fate} (${truth?.because.join(', ') || 'nothing wrong'}) of ${ingredients.join(', ')}`,
    `  said: ${score?.said}${more ? ` [${more}]` : ''}`,
  ].join('\n');
}
