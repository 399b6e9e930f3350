import type { Check, MaintenanceWindow, QuietHours, Schedule } from './check.ts';
import { instantOf, nextTicks, ticksBetween, wallClock } from './schedule.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The end of the quiet stretch that an instant lies in, itself no longer quiet; undefined outside. ms since the epoch */
export function quietUntil(hours: QuietHours, at: number): number | undefined {
  return quietBetween(hours, { from: at, to: at + 1 })[0]?.to;
}

/** The quiet stretches of which at least a part lies in a time, whole and in order. */
export function quietBetween(hours: QuietHours, time: Stretch): readonly Stretch[] {
  const stretches: Stretch[] = [];
  const last = midnightBefore(wallClock(time.to, hours.tz));
  for (let day = midnightBefore(wallClock(time.from, hours.tz)) - DAY_MS; day <= last; day += DAY_MS) {
    if (hours.days && !hours.days.includes(new Date(day).getUTCDay())) continue;
    const quiet = quietFrom(hours, day);
    if (overlap(quiet, time)) stretches.push(quiet);
  }
  return stretches;
}

/** The stretch that begins on a day, given as its midnight on the wall. */
function quietFrom({ from, to, tz }: QuietHours, day: number): Stretch {
  const lastDay = to > from ? day : day + DAY_MS;
  return { from: instantOf(day + from * MINUTE_MS, tz), to: instantOf(lastDay + to * MINUTE_MS, tz) };
}

function midnightBefore(wall: number): number {
  return Math.floor(wall / DAY_MS) * DAY_MS;
}

/** Windows that follow each other without a pause are one; more than these are another look's matter. */
const MOST_JOINED = 100;

/**
 * When maintenance is over that is going on at an instant, ms since the epoch; undefined where there is none. Windows
 * that overlap or touch are one.
 */
export function maintenanceUntil(windows: readonly MaintenanceWindow[], at: number): number | undefined {
  let end: number | undefined;
  for (let nth = 0; nth < MOST_JOINED; nth += 1) {
    const from = end ?? at;
    const [open] = maintenanceBetween(windows, { from, to: from + 1 });
    if (open === undefined) return end;
    end = open.to;
  }
  return end;
}

/** Enough to meet every day of a month, and every month of some years. */
const MOST_WINDOWS = 60;

/** The first tick after an instant that lies in no maintenance, ms since the epoch; undefined where none of many does. */
export function nextRun(schedule: Schedule, windows: readonly MaintenanceWindow[], after: number): number | undefined {
  let from = after;
  for (let nth = 0; nth < MOST_WINDOWS; nth += 1) {
    const [tick] = nextTicks(schedule, from, 1);
    const end = tick === undefined ? undefined : maintenanceUntil(windows, tick);
    if (end === undefined) return tick;
    from = end - 1;
  }
  return undefined;
}

/** The maintenance of which at least a part lies in a time, in order; windows that overlap or touch are one. */
export function maintenanceBetween(windows: readonly MaintenanceWindow[], time: Stretch): readonly Stretch[] {
  return joined(windows.flatMap((window) => opened(window, time)).filter((stretch) => overlap(stretch, time)));
}

function opened(window: MaintenanceWindow, time: Stretch): readonly Stretch[] {
  if (window.kind === 'once') return [window];
  const { pattern, tz, forMs } = window;
  const opens = ticksBetween({ kind: 'cron', pattern, tz }, time.from - forMs, time.to);
  return opens.map((from) => ({ from, to: from + forMs }));
}

/** Part of time, ms since the epoch: from its beginning on, and no longer at its end. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Whether two stretches have an instant in common. */
function overlap(one: Stretch, other: Stretch): boolean {
  return one.from < other.to && other.from < one.to;
}

/** The same time in order, in as few stretches as can be: those that overlap or touch are one. */
function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const whole: Stretch[] = [];
  for (const stretch of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = whole.at(-1);
    if (last === undefined || last.to < stretch.from) whole.push(stretch);
    else whole.splice(-1, 1, { from: last.from, to: Math.max(last.to, stretch.to) });
  }
  return whole;
}

export function inQuietHours({ quietHours }: Pick<Check, 'quietHours'>, at: number): boolean {
  return quietHours !== undefined && quietUntil(quietHours, at) !== undefined;
}
