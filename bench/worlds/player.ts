import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describeError } from '#lib/errors.ts';
import { composeHealthy } from './compose.ts';
import { ingredientsOf, type WorldOutcome, type WorldPlay } from './outcome.ts';
import type { WorldPlan } from './plan.ts';
import { type PlayedWorld, playPlan } from './play.ts';
import { failingsOf, scoreWorld } from './score.ts';

/** A process of the worlds bench: lives the plans that it is sent, and sends back what came of them. */
const [folder = '', speedArgument = ''] = process.argv.slice(2);
const speed = Number(speedArgument);

process.on('message', (play: WorldPlay) => {
  void outcomeOf(play).then((outcome) => process.send?.(outcome));
});
// The first lab of a process is slow: its code is not compiled yet.
await playPlan(composeHealthy(0), speed);
process.send?.('ready');

async function outcomeOf({ id, seed, plan }: WorldPlay): Promise<WorldOutcome> {
  const what = { id, seed, ingredients: ingredientsOf(plan) };
  try {
    const played = await playPlan(plan, speed);
    const score = scoreWorld(played.truth, played.report, played.evidence);
    const failings = failingsOf(played.truth, score);
    const file = failings.length > 0 ? { file: keep(id, plan, played) } : {};
    return { ...what, truth: played.truth, score, failings, ...file };
  } catch (error) {
    return { ...what, failings: [], error: describeError(error) };
  }
}

/** As a document that `focus -- replay` reads. */
function keep(id: string, plan: WorldPlan, { evidence, report, truth }: PlayedWorld): string {
  const file = path.join(folder, `${id}.json`);
  writeFileSync(file, `${JSON.stringify({ evidence, report, truth, plan }, null, 2)}\n`);
  return file;
}
