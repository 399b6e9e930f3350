import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { WorldPlan } from '#lab/worlds/plan.ts';
import { describeError } from '#lib/errors.ts';
import { ingredientsOf, type WorldOutcome, type WorldPlay } from './outcome.ts';
import type { PlayedWorld } from './play.ts';
import { failingsOf, scoreWorld } from './score.ts';

/** Lives a world, and scores it; one that failed is kept in the folder. */
export async function outcomeOf(
  { id, seed, plan }: WorldPlay,
  folder: string,
  live: () => Promise<PlayedWorld>,
): Promise<WorldOutcome> {
  const what = { id, seed, ingredients: ingredientsOf(plan) };
  try {
    const played = await live();
    const score = scoreWorld(played.truth, played.report, played.evidence);
    const failings = failingsOf(played.truth, score);
    const file = failings.length > 0 ? { file: keep(path.join(folder, `${id}.json`), plan, played) } : {};
    return { ...what, truth: played.truth, score, failings, ...file };
  } catch (error) {
    return { ...what, failings: [], error: describeError(error) };
  }
}

/** As a document that `focus -- replay` reads. */
function keep(file: string, plan: WorldPlan, { evidence, report, truth }: PlayedWorld): string {
  writeFileSync(file, `${JSON.stringify({ evidence, report, truth, plan }, null, 2)}\n`);
  return file;
}
