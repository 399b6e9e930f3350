import { type Evidence, observed } from '#investigation/evidence.ts';
import type { Report } from '#investigation/report/report.ts';
import { whatCounts } from '#investigation/timeline/ready.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import type { World } from '#lab/world/world.ts';
import type { WorldPlan } from '#lab/worlds/plan.ts';
import { configureJob, playWorld, requestOf } from '../diagnosis/matrix/play.ts';
import { type Looked, type Record, type Truth, truthOf } from './truth.ts';

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
      record = recordOf(world);
    },
  );
  return { evidence, report, truth: truthOf(plan, record, lookedOf(evidence)) };
}

export function lookedOf(evidence: Evidence): Looked {
  const { zero, limits } = evidence.subject;
  const endedMs = evidence.endedAt - zero;
  if (whatCounts(evidence).by !== 'metadata') {
    const ready = buildTimeline(evidence).milestones['consumer-ready'];
    return { endedMs, limits, ...(ready.state === 'reached' && { lastMissMs: ready.earliest }) };
  }
  const answers = observed(evidence, 'metadata-answer');
  const ready = answers.findIndex(({ fact }) => fact.answer === 'ready');
  const lastMiss = ready === -1 ? undefined : answers[ready - 1];
  return { endedMs, limits, ...(lastMiss && { lastMissMs: lastMiss.fact.sentAt - zero }) };
}

export function recordOf({ lives }: World): Record | undefined {
  const life = lives.at(-1);
  return life && { came: Object.fromEntries(life.came), deeds: [...life.deeds] };
}
