import type { WorldPlan } from '#lab/worlds/plan.ts';
import type { Truth } from '#lab/worlds/truth.ts';
import type { Failing, WorldScore } from './score.ts';

export interface WorldPlay {
  readonly id: string;
  readonly seed: number;
  readonly plan: WorldPlan;
}

export interface WorldOutcome {
  readonly id: string;
  readonly seed: number;
  readonly ingredients: readonly string[];
  readonly truth?: Truth;
  readonly score?: WorldScore;
  readonly failings: readonly Failing[];
  /** Where a world that failed is kept. */
  readonly file?: string;
  /** Of a world that could not be played. */
  readonly error?: string;
}

export type PlayedOutcome = WorldOutcome & Required<Pick<WorldOutcome, 'truth' | 'score'>>;

export function isPlayed(outcome: WorldOutcome): outcome is PlayedOutcome {
  return outcome.score !== undefined && outcome.truth !== undefined;
}

export function ingredientsOf({ ingredients }: WorldPlan): readonly string[] {
  return ingredients.map(({ id }) => id);
}
