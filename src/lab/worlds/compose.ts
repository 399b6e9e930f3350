import { type Random, seededRandom } from '../random.ts';
import { kubernetesFaults, type Make, podFaults } from './kubernetes-faults.ts';
import type { Ingredient, WorldPlan } from './plan.ts';
import { entranceFaults, joblessFaults, OF_RECORDINGS, streamFaults } from './stack-faults.ts';
import { blindness, delay, neighbour, noises, pick, slowAnswers, slowConfigure } from './surroundings.ts';

/** How many of the worlds have no fault at all, one, and (the rest) two. */
const NONE = 0.3;
const ONE = 0.8;
/** How many have a bot that stands still for a while, and for how long. */
const STARVED = 0.05;
export const STALLS_MS: readonly [number, number] = [500, 10_000];
/** How many are judged by the queue or the stream. */
const NOT_BY_METADATA = 0.25;
/** Of the faults at the head of the life, from which no job comes. */
const JOBLESS = 0.1;

/** What nobody wrote down: the same seed gives the same world. */
export function compose(seed: number): WorldPlan {
  const random = seededRandom(seed * 2_654_435_761);
  const faults = someFaults(random);
  const ingredients = [
    ...faults,
    ...some(random, [0.35, 0.15], () => delay(random)),
    ...some(random, [0.12], () => slowConfigure(random)),
    ...some(random, [0.5], () => neighbour(random, faults)),
    ...some(random, [0.4, 0.3], () => pick(random, noises)(random)),
    ...some(random, [0.45, 0.3], () => blindness(random)),
    ...some(random, [0.2], () => slowAnswers(random)),
  ];
  const historic = faults.some(({ id }) => OF_RECORDINGS.includes(id));
  return {
    seed,
    timeoutMs: timeout(random),
    request: historic ? 'historic' : 'live',
    streamAs: streamAs(seed),
    clockAheadMs: clock(random),
    clusterAheadMs: clock(random),
    ingredients: once([...ingredients, ...starved(seed), ...setUp(seed, faults, ingredients)]),
  };
}

/** By a chance of its own, so that all else in a world is as it would be without. */
function starved(seed: number): readonly Ingredient[] {
  const random = seededRandom(seed * 40_503 + 1);
  return some(random, [STARVED], () => {
    const stall = { inMs: Math.round(random.between(300, 20_000)), forMs: Math.round(random.between(...STALLS_MS)) };
    return { id: 'starved-bot', role: 'blindness', right: { ids: [] }, faults: [], stall };
  });
}

/** What counts as there, by a chance of its own too; metadata where it is the way to Focus Server that is wrong. */
function setUp(seed: number, faults: readonly Ingredient[], all: readonly Ingredient[]): readonly Ingredient[] {
  const random = seededRandom(seed * 69_069 + 7);
  if (faults.some(({ way, jobless }) => way !== undefined || jobless)) return [];
  return some(random, [NOT_BY_METADATA], () => {
    const isBlind = all.some(({ id }) => id === 'blind-no-rabbitmq');
    const what = isBlind ? 'stream' : pick(random, ['queue', 'stream'] as const);
    return { id: `ready-by-${what}`, role: 'noise', faults: [{ kind: 'ready-by', what }] };
  });
}

/** A world in which nothing is wrong and nothing is late. */
export function composeHealthy(seed: number): WorldPlan {
  const random = seededRandom(seed * 2_654_435_761);
  const ingredients = [
    ...some(random, [0.5], () => neighbour(random, [])),
    ...some(random, [0.4, 0.3], () => pick(random, noises)(random)),
  ];
  const clocks = { clockAheadMs: clock(random), clusterAheadMs: clock(random) };
  return {
    seed,
    timeoutMs: 30_000,
    request: 'live',
    streamAs: streamAs(seed),
    ...clocks,
    ingredients: once(ingredients),
  };
}

function someFaults(random: Random): readonly Ingredient[] {
  const chance = random.next();
  if (chance < NONE) return [];
  if (random.next() < JOBLESS) return [pick(random, joblessFaults)(random)];
  const one = pickFault(random);
  if (chance < ONE) return [one];
  return [one, pickFault(random)];
}

function pickFault(random: Random): Ingredient {
  const family: readonly Make[] = pick(random, [kubernetesFaults, podFaults, streamFaults, entranceFaults]);
  return pick(random, family)(random);
}

/** Each of these chances may bring one more. */
function some(random: Random, chances: readonly number[], make: () => Ingredient): readonly Ingredient[] {
  return chances.filter((chance) => random.next() < chance).map(make);
}

function streamAs(seed: number): WorldPlan['streamAs'] {
  return seed % 2 === 0 ? 'url' : 'host';
}

/** 10 to 120 s, mostly 20 to 60. */
function timeout(random: Random): number {
  const [from, to] =
    random.next() < 0.8
      ? [20_000, 60_000]
      : pick(random, [
          [10_000, 20_000],
          [60_000, 120_000],
        ] as const);
  return Math.round(random.between(from, to) / 1_000) * 1_000;
}

/** 0 to 9 s apart, to either side; half of them agree. */
function clock(random: Random): number {
  return random.next() < 0.5 ? 0 : Math.round(random.between(-9_000, 9_000));
}

/** Of two alike the first: the stack is in one state. */
function once(ingredients: readonly Ingredient[]): readonly Ingredient[] {
  return ingredients.filter(({ id }, i) => ingredients.findIndex((other) => other.id === id) === i);
}
