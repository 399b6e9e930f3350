import type { WorldPlan } from '#lab/worlds/plan.ts';

/** The plan without whatever it fails without: one thing less at a time, while it still fails. */
export async function shrink(plan: WorldPlan, fails: (smaller: WorldPlan) => Promise<boolean>): Promise<WorldPlan> {
  for (const smaller of smallerOnes(plan)) if (await fails(smaller)) return shrink(smaller, fails);
  return plan;
}

const USUAL_TIMEOUT_MS = 31_000;

function smallerOnes(plan: WorldPlan): readonly WorldPlan[] {
  const { ingredients, clockAheadMs, clusterAheadMs, timeoutMs } = plan;
  const fewer = ingredients.map((left) => ({ ...plan, ingredients: ingredients.filter((one) => one !== left) }));
  const sameClock = clockAheadMs === 0 && clusterAheadMs === 0 ? [] : [{ ...plan, clockAheadMs: 0, clusterAheadMs: 0 }];
  const sameTime = timeoutMs === USUAL_TIMEOUT_MS ? [] : [{ ...plan, timeoutMs: USUAL_TIMEOUT_MS }];
  return [...fewer, ...sameClock, ...sameTime];
}
