import { seededRandom } from '#lab/random.ts';
import type { Fault } from '#lab/scenario.ts';
import type { Play } from '../players.ts';

/**
 * plain: all is in sight · lost-events: there are none · lost-hints: RabbitMQ or Kubernetes is out of sight, so that nobody
 * tells metadata when to look · busy: beside processes that take all they get of the processor · failing: it never gets its consumer.
 */
export const conditions = ['plain', 'lost-events', 'lost-hints', 'busy', 'failing'] as const;
export type Condition = (typeof conditions)[number];

/** A job whose moments are to be dated: all that is varied of it. */
export interface TimingPlay extends Play {
  readonly condition: Condition;
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
const LATEST_MS = 23_000;

/** Who is busy plays last, all together. */
export function timingPlays(first: number, runs: number): readonly TimingPlay[] {
  const plays = Array.from({ length: runs }, (_, i) => timingPlay(first + i, conditionOf(i, runs)));
  return plays.toSorted((a, b) => Number(a.condition === 'busy') - Number(b.condition === 'busy'));
}

/** Of twenty 13 are plain, and two each of the others but one that fails. */
function conditionOf(index: number, runs: number): Condition {
  const place = runs < 20 ? 0 : index % 20;
  if (place < 13) return 'plain';
  return (
    (['lost-events', 'lost-events', 'lost-hints', 'lost-hints', 'busy', 'busy', 'failing'] as const)[place - 13] ??
    'plain'
  );
}

const HIDDEN: Readonly<Record<Condition, readonly Fault[]>> = {
  plain: [],
  busy: [],
  'lost-events': [{ kind: 'events-dropped' }],
  'lost-hints': [],
  failing: [{ kind: 'never', stage: 'consumer' }],
};

function hiddenBy(condition: Condition, seed: number): readonly Fault[] {
  if (condition !== 'lost-hints') return HIDDEN[condition];
  return [{ kind: 'not-configured', part: seed % 2 === 0 ? 'rabbitmq' : 'kubernetes' }];
}

export function timingPlay(seed: number, condition: Condition): TimingPlay {
  const random = seededRandom(seed);
  const one = (of: readonly number[]) => of[Math.floor(random.between(0, of.length))] ?? 0;
  // As many are in time as are late.
  const byMs = condition === 'failing' || random.next() < 0.5 ? 0 : random.between(0, LATEST_MS);
  const late: readonly Fault[] = byMs > 0 ? [{ kind: 'late', stage: 'consumer', byMs }] : [];
  const faults = [...late, ...hiddenBy(condition, seed)];
  return {
    id: `timing-${seed}`,
    seed,
    condition,
    faults,
    clockAheadMs: one(SKEWS_MS),
    clusterAheadMs: one(SKEWS_MS),
    nodesAheadMs: one(NODES_MS),
  };
}
