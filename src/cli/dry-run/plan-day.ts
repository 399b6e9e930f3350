import type { Check, Schedule } from '#checks/check.ts';
import { maintenanceBetween, nextRun, quietBetween, type Stretch } from '#checks/quiet-hours.ts';
import { ticksBetween } from '#checks/schedule.ts';

const DAY_MS = 86_400_000;

/** What checks would do in a day, by their schedules alone: nobody is asked whether an environment is busy. */
export interface DayPlan extends Stretch {
  readonly checks: readonly PlannedCheck[];
  readonly coincidences: readonly Coincidence[];
}

export interface PlannedCheck {
  readonly check: Check;
  /** The time zone in which its times are written, or else that of its quiet hours or maintenance. */
  readonly zone: string;
  readonly ticks: readonly PlannedTick[];
  /** The first run after the day, ms since the epoch; absent where maintenance leaves none. */
  readonly next?: number;
  readonly quiet: readonly Stretch[];
  readonly maintenance: readonly Stretch[];
}

export interface PlannedTick {
  /** ms since the epoch */
  readonly at: number;
  /** quiet: it runs, and posts nothing · maintenance: it does not run */
  readonly state: 'runs' | 'quiet' | 'maintenance';
}

/** `from` is ms since the epoch. */
export function planDay(checks: readonly Check[], from: number): DayPlan {
  const day = { from, to: from + DAY_MS };
  const planned = checks.map((check) => planCheck(check, day));
  return { ...day, checks: planned, coincidences: findCoincidences(planned) };
}

function planCheck(check: Check, day: Stretch): PlannedCheck {
  const quiet = check.quietHours ? quietBetween(check.quietHours, day) : [];
  const maintenance = maintenanceBetween(check.maintenance, day);
  const ticks = everyTick(check.schedule, day).map((at): PlannedTick => {
    if (isIn(maintenance, at)) return { at, state: 'maintenance' };
    return { at, state: isIn(quiet, at) ? 'quiet' : 'runs' };
  });
  const next = nextRun(check.schedule, check.maintenance, day.to);
  return { check, zone: zoneOf(check), ticks, ...(next !== undefined && { next }), quiet, maintenance };
}

function zoneOf({ schedule, quietHours, maintenance }: Check): string {
  if (schedule.kind === 'cron') return schedule.tz;
  const repeated = maintenance.find((window) => window.kind === 'repeated');
  return quietHours?.tz ?? repeated?.tz ?? 'UTC';
}

/** `ticksBetween` gives only so many at a time. */
function everyTick(schedule: Schedule, { from, to }: Stretch): readonly number[] {
  const ticks: number[] = [];
  for (let more = ticksBetween(schedule, from, to); more.length > 0; ) {
    ticks.push(...more);
    more = ticksBetween(schedule, ticks.at(-1) ?? to, to);
  }
  return ticks;
}

function isIn(stretches: readonly Stretch[], at: number): boolean {
  return stretches.some(({ from, to }) => from <= at && at < to);
}

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
function findCoincidences(planned: readonly PlannedCheck[]): readonly Coincidence[] {
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
