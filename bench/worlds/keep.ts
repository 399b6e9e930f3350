import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { WorldPlan } from '#lab/worlds/plan.ts';
import { ingredientsOf, type WorldOutcome } from './outcome.ts';
import { playPlan } from './play.ts';
import { type Failing, failingsOf, scoreWorld } from './score.ts';
import { shrink } from './shrink.ts';

export const KEPT = 'test/runs/worlds';
/** Smallest forms are looked for so often at most: one of each kind of failure. */
const MOST = 12;

/** Writes the smallest form of one world of each kind that failed; their files. */
export async function keepSmallest(
  outcomes: readonly WorldOutcome[],
  planOf: (seed: number) => WorldPlan,
  speed: number,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const kinds = Map.groupBy(
    outcomes.filter(({ failings }) => failings.length > 0),
    kindOf,
  );
  mkdirSync(KEPT, { recursive: true });
  const files: string[] = [];
  for (const [kind, [first]] of [...kinds].slice(0, MOST)) {
    if (!first) continue;
    const file = await keepOne(planOf(first.seed), first.failings, speed);
    say(`${kind}: ${file ?? `seed ${first.seed} did not fail again`}`);
    if (file) files.push(file);
  }
  return files;
}

/** What failed, and what was to blame in truth. */
export function kindOf({ failings, truth }: WorldOutcome): string {
  const { because = [], fate = 'a world' } = truth ?? {};
  const faults = because.filter((id) => !id.startsWith('late-'));
  const blamed = faults.length > 0 ? faults : because;
  return `${failings.join(' + ')} of ${blamed.join(' + ') || fate}`;
}

async function keepOne(plan: WorldPlan, failings: readonly Failing[], speed: number): Promise<string | undefined> {
  let kept: object | undefined;
  const fails = async (smaller: WorldPlan) => {
    const { evidence, report, truth } = await playPlan(smaller, speed);
    const stays = failingsOf(truth, scoreWorld(truth, report, evidence)).some((one) => failings.includes(one));
    if (stays) kept = { evidence, truth, plan: smaller };
    return stays;
  };
  const smallest = await shrink(plan, fails);
  if (!kept && !(await fails(plan))) return undefined;
  const name = [...new Set(ingredientsOf(smallest))].join('-').slice(0, 60) || 'plain';
  const file = path.join(KEPT, `${name}-${plan.seed}.json`);
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`);
  return file;
}
