import type { PlannedCheck } from './plan-day.ts';

const NEAR_MS = 60_000;

/** Two checks of one environment that run within a minute of each other. */
export interface Coincidence {
  readonly environment: string;
  readonly checks: readonly [string, string];
  /** How many runs of the one come with a run of the other. */
  readonly times: number;
  /** When the two first do, in the order of `checks`; ms since the epoch. */
  readonly first: readonly [number, number];
}

/** Every such pair, the one that comes first at the head. A tick that is left out is none. */
export function findCoincidences(planned: readonly PlannedCheck[]): readonly Coincidence[] {
  const pairs = planned.flatMap((one, i) =>
    planned
      .slice(i + 1)
      .filter((other) => other.check.environment === one.check.environment)
      .flatMap((other) => coincidenceOf(one, other) ?? []),
  );
  return pairs.toSorted((a, b) => Math.min(...a.first) - Math.min(...b.first));
}

function coincidenceOf(one: PlannedCheck, other: PlannedCheck): Coincidence | undefined {
  const { environment, name } = one.check;
  const others = runsOf(other);
  const meetings: (readonly [number, number])[] = [];
  let passed = 0;
  for (const at of runsOf(one)) {
    while ((others[passed] ?? Number.POSITIVE_INFINITY) <= at - NEAR_MS) passed += 1;
    const near = others[passed];
    if (near !== undefined && near < at + NEAR_MS) meetings.push([at, near]);
  }
  const [first] = meetings;
  return first && { environment, checks: [name, other.check.name], times: meetings.length, first };
}

function runsOf({ ticks }: PlannedCheck): readonly number[] {
  return ticks.filter(({ state }) => state !== 'maintenance').map(({ at }) => at);
}
