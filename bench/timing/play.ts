import type { Evidence } from '#investigation/evidence.ts';
import { buildTimeline, unexplainedMs, wholeWay } from '#investigation/timeline/timeline.ts';
import { milestoneOfStage } from '#lab/run.ts';
import type { Stage } from '#lab/scenario.ts';
import type { World } from '#lab/world/world.ts';
import { configureJob, playWorld, requestOf } from '../diagnosis/matrix/play.ts';
import type { Dated, TimingOutcome } from './dated.ts';
import { byClusterLoader2, byKubeBurner } from './peers.ts';
import type { TimingPlay } from './plan.ts';
import { beginSeedsLoops, type SeedsLoops } from './reference.ts';

const TIMEOUT_MS = 31_000;

/** Lives one job with the bot and the loops of the seeds in it, in real time, and dates its moments by each of them. */
export async function playTiming({ id, seed, condition, ...world }: TimingPlay): Promise<TimingOutcome> {
  let seeds: SeedsLoops | undefined;
  let lived: World | undefined;
  const { evidence, report } = await playWorld(
    { id, seed, speed: 1, ...world },
    async ({ world, stack, clock, signal }) => {
      const asked = { investigation: id, environment: 'lab', requestedBy: 'timing', timeoutMs: TIMEOUT_MS };
      const subject = await configureJob(stack.environment, { ...asked, request: requestOf(undefined, clock) }, clock);
      if (subject.job) seeds = beginSeedsLoops(world, subject.job.id, clock, signal);
      return subject;
    },
    (world) => {
      lived = world;
    },
  );
  const truth = truthOf(evidence, lived);
  const known = (dated: readonly Omit<Dated, 'truth'>[]) =>
    dated.flatMap((one) => {
      const ms = truth.get(one.milestone);
      return ms === undefined ? [] : [{ ...one, truth: ms }];
    });
  const seedsRequests = seeds?.requests() ?? 0;
  const asked = lived?.focusServer.requests.length ?? 0;
  return {
    ...{ id, seed, condition, clusterAheadMs: world.clusterAheadMs, verdict: report.verdict },
    unexplained: unexplainedOf(evidence),
    dated: {
      bot: known(byBot(evidence)),
      seeds: known(seeds?.dated(evidence.subject.zero) ?? []),
      'kube-burner': known(byKubeBurner(evidence)),
      clusterloader2: known(byClusterLoader2(evidence)),
    },
    requests: { bot: asked - seedsRequests - 1, seeds: seedsRequests },
  };
}

function unexplainedOf(evidence: Evidence): number {
  const timeline = buildTimeline(evidence);
  const whole = wholeWay(timeline)?.ms ?? 0;
  return whole > 0 ? unexplainedMs(timeline) / whole : 0;
}

function byBot(evidence: Evidence): readonly Omit<Dated, 'truth'>[] {
  const { milestones } = buildTimeline(evidence);
  return Object.values(milestoneOfStage).map((milestone) => {
    const at = milestones[milestone];
    return at.state === 'reached' ? { milestone, earliest: at.earliest, latest: at.latest } : { milestone };
  });
}

/** When each moment really was, by what the world wrote down, ms after zero. */
function truthOf({ subject }: Evidence, world: World | undefined): ReadonlyMap<Dated['milestone'], number> {
  const life = world?.lives.at(-1);
  if (!life) return new Map();
  const entries = [...life.came].flatMap(([stage, ms]): [Dated['milestone'], number][] =>
    stage === 'configured' ? [] : [[milestoneOfStage[stage as Stage], life.askedAt - subject.zero + ms]],
  );
  return new Map(entries);
}
