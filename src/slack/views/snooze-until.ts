import { instantOf, wallClock } from '#checks/schedule.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MORNING = 9 * HOUR;

/** How long an incident may be snoozed; the last of them until it is over. */
export const snoozeLengths = ['1h', '4h', 'morning', 'over'] as const;
export type SnoozeLength = (typeof snoozeLengths)[number];

/** ms since the epoch; undefined: until it is over. `tz` is an IANA zone. */
export function snoozeUntil(length: SnoozeLength, now: number, tz: string): number | undefined {
  switch (length) {
    case '1h':
      return now + HOUR;
    case '4h':
      return now + 4 * HOUR;
    case 'morning':
      return nextMorning(now, tz);
    case 'over':
      return undefined;
  }
}

/** The next time the zone's clocks show 09:00. */
function nextMorning(now: number, tz: string): number {
  const wall = wallClock(now, tz);
  const morning = Math.floor(wall / DAY) * DAY + MORNING;
  return instantOf(morning > wall ? morning : morning + DAY, tz);
}
