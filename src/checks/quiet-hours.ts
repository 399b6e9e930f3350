import type { QuietHours } from './check.ts';
import { overlap, type Stretch } from './stretch.ts';
import { instantOf, wallClock } from './zone.ts';

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
