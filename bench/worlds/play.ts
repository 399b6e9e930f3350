import type { Evidence } from '#investigation/evidence.ts';
import type { Report } from '#investigation/report/report.ts';
import { lookedOf, recordOf } from '#lab/worlds/looked.ts';
import type { WorldPlan } from '#lab/worlds/plan.ts';
import { type Record, type Truth, truthOf } from '#lab/worlds/truth.ts';
import { configureJob, playWorld, requestOf } from '../diagnosis/matrix/play.ts';

export interface PlayedWorld {
  readonly evidence: Evidence;
  readonly report: Report;
  readonly truth: Truth;
}

/** Lives a plan with the bot in it; what was true of it the world itself wrote down. */
export async function playPlan(plan: WorldPlan, speed: number): Promise<PlayedWorld> {
  const { seed, timeoutMs, request, streamAs, clockAheadMs, clusterAheadMs, ingredients } = plan;
  const faults = ingredients.flatMap((ingredient) => ingredient.faults);
  const asked = { investigation: `world-${seed}`, environment: 'lab', requestedBy: 'worlds', timeoutMs };
  let record: Record | undefined;
  const { evidence, report } = await playWorld(
    { id: asked.investigation, faults, seed, speed, streamAs, clockAheadMs, clusterAheadMs },
    ({ stack, clock }) => configureJob(stack.environment, { ...asked, request: requestOf(request, clock) }, clock),
    (world) => {
      record = recordOf(world.lives.at(-1));
    },
  );
  return { evidence, report, truth: truthOf(plan, record, lookedOf(evidence)) };
}
