import { seededRandom } from '#lab/random.ts';
import type { Fault } from '#lab/scenario.ts';
import type { Play } from '../players.ts';

/** A healthy job whose moments are to be dated: all that is varied of it. */
export interface TimingPlay extends Play {
  readonly faults: readonly Fault[];
  /** How far the clocks of Focus Server and of the cluster are ahead of the bot's, ms. */
  readonly clockAheadMs: number;
  readonly clusterAheadMs: number;
  /** How far the nodes' are ahead of the cluster's. */
  readonly nodesAheadMs: number;
}

const NODES_MS = [0, 5, -5, 60, -60, 500, -500, 3_000, -3_000] as const;
const SKEWS_MS = [0, 500, -500, 5_000, -5_000, 9_000, -9_000] as const;
/** On top of what a consumer takes by itself, about 2 s. */
const LATEST_MS = 22_000;

export function timingPlay(seed: number): TimingPlay {
  const random = seededRandom(seed);
  const one = (of: readonly number[]) => of[Math.floor(random.between(0, of.length))] ?? 0;
  // As many are in time as are late.
  const byMs = random.next() < 0.5 ? 0 : random.between(0, LATEST_MS);
  const faults: Fault[] = byMs > 0 ? [{ kind: 'late', stage: 'consumer', byMs }] : [];
  return {
    id: `timing-${seed}`,
    seed,
    faults,
    clockAheadMs: one(SKEWS_MS),
    clusterAheadMs: one(SKEWS_MS),
    nodesAheadMs: one(NODES_MS),
  };
}
