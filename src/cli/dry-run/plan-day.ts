import type { Check, Schedule } from '#checks/check.ts';
import { maintenanceBetween } from '#checks/maintenance.ts';
import { quietBetween } from '#checks/quiet-hours.ts';
import { nextTicks, ticksBetween } from '#checks/schedule.ts';
import type { Stretch } from '#checks/stretch.ts';
import { type Coincidence, findCoincidences } from './coincidences.ts';

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
  /** The first tick after the day, ms since the epoch. */
  readonly next: number;
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
  const [next = day.to] = nextTicks(check.schedule, day.to, 1);
  return { check, zone: zoneOf(check), ticks, next, quiet, maintenance };
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
