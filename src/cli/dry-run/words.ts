import type { Asks, Check } from '#checks/check.ts';
import type { Stretch } from '#checks/quiet-hours.ts';
import { wallClock } from '#checks/schedule.ts';
import { describeRequest } from '#investigation/subject.ts';
import { formatDuration } from '#lib/duration.ts';

const DAY_MS = 86_400_000;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function askedWords(asks: Asks): string {
  if (asks.kind === 'status') return asks.parts.join(', ');
  if (asks.kind === 'watched') return 'nothing: it judges each job that somebody else starts';
  return `${describeRequest(asks.request)}; waits ${formatDuration(asks.timeoutMs)}`;
}

export function alertWords({ alertAfter: { failures, of }, recoverAfter }: Check): string {
  return `alert after ${failures} of ${of} failed, recovered after ${recoverAfter} good`;
}

/** `06:00`, or `06:00:12` with seconds. */
export function clockText(at: number, zone: string, withSeconds: boolean): string {
  return new Date(wallClock(at, zone)).toISOString().slice(11, withSeconds ? 19 : 16);
}

/** `Sun 22 Nov` */
export function dayText(at: number, zone: string): string {
  const wall = new Date(wallClock(at, zone));
  return `${weekday(at, zone)} ${wall.getUTCDate()} ${MONTHS[wall.getUTCMonth()]}`;
}

/** `Fri 1 Jan 2027 06:00`, and in brackets the same in UTC where the zone is another. */
export function dateText(at: number, zone: string): string {
  const year = (tz: string) => new Date(wallClock(at, tz)).getUTCFullYear();
  return inBoth(zone, (tz) => `${dayText(at, tz)} ${year(tz)} ${clockText(at, tz, false)}`);
}

/** `Mon 06:00`, and in brackets the same in UTC where the zone is another. */
export function momentText(at: number, zone: string, withSeconds: boolean): string {
  return inBoth(zone, (tz) => `${weekday(at, tz)} ${clockText(at, tz, withSeconds)}`);
}

/** `Sun 22:00 to Mon 06:30`, with dates where it is longer, and in brackets the same in UTC where the zone is another. */
export function stretchText({ from, to }: Stretch, zone: string): string {
  const day = to - from > DAY_MS ? dayText : weekday;
  const moment = (at: number, tz: string) => `${day(at, tz)} ${clockText(at, tz, false)}`;
  return inBoth(zone, (tz) => `${moment(from, tz)} to ${moment(to, tz)}`);
}

function inBoth(zone: string, text: (tz: string) => string): string {
  return zone === 'UTC' ? text('UTC') : `${text(zone)} (${text('UTC')} UTC)`;
}

function weekday(at: number, tz: string): string {
  return WEEKDAYS[new Date(wallClock(at, tz)).getUTCDay()] ?? '';
}
