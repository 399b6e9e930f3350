import { CronExpressionParser } from 'cron-parser';
import { counted } from '#lib/counted.ts';
import { formatDuration } from '#lib/duration.ts';
import { describeError } from '#lib/errors.ts';
import type { Schedule } from './check.ts';

type Cron = Extract<Schedule, { kind: 'cron' }>;

const MOST_TICKS = 10_000;
/** Sense begins at a minute; the lab's time runs faster. */
export const SHORTEST_MS = 5_000;
/** No zone's clocks jump further at once. */
const JUMP_MS = 3 * 3_600_000;

/** The first `count` ticks after an instant, in order; ms since the epoch. */
export function nextTicks(schedule: Schedule, after: number, count: number): number[] {
  const ticks: number[] = [];
  if (count < 1) return ticks;
  for (const tick of ticksAfter(schedule, after)) if (ticks.push(tick) >= count) break;
  return ticks;
}

/** The ticks with from < tick ≤ to, in order, ms since the epoch: the first 10,000 of them. */
export function ticksBetween(schedule: Schedule, from: number, to: number): number[] {
  const ticks: number[] = [];
  for (const tick of ticksAfter(schedule, from)) {
    if (tick > to || ticks.length === MOST_TICKS) break;
    ticks.push(tick);
  }
  return ticks;
}

/** `every 15 min`, `cron 0 6 * * 1-5 (Europe/Berlin)`. */
export function describeSchedule(schedule: Schedule): string {
  if (schedule.kind === 'as-made') return 'every job that somebody starts';
  if (schedule.kind === 'every') return `every ${formatDuration(schedule.everyMs)}`;
  return `cron ${schedule.pattern} (${schedule.tz})`;
}

/**
 * What is wrong with a cron pattern; undefined when it has ticks, not too often and the
 * same ones in every process.
 */
export function cronProblem(pattern: string): string | undefined {
  const fields = pattern.trim().split(/\s+/).length;
  if (fields < 5 || fields > 6) return `it has ${counted(fields, 'field')}`;
  // Jenkins' H is another time in every process.
  if (/\bH\b/i.test(pattern)) return 'H is not a time';
  try {
    // Ticks of one minute and the first of the next are all the distances that seconds make.
    const ticks = nextTicks({ kind: 'cron', pattern, tz: 'UTC' }, 0, fields === 6 ? 61 : 1);
    const isTooOften = ticks.some((tick, i) => tick - (ticks[i - 1] ?? Number.NEGATIVE_INFINITY) < SHORTEST_MS);
    return isTooOften ? `its ticks are less than ${SHORTEST_MS / 1000} s apart` : undefined;
  } catch (error) {
    return describeError(error);
  }
}

function ticksAfter(schedule: Schedule, after: number): Iterable<number> {
  if (schedule.kind === 'as-made') return [];
  return schedule.kind === 'every' ? everyTicks(schedule, after) : cronTicks(schedule, after);
}

function* everyTicks({ everyMs, offsetMs }: Extract<Schedule, { kind: 'every' }>, after: number): Iterable<number> {
  for (let nth = Math.floor((after - offsetMs) / everyMs) + 1; ; nth += 1) yield nth * everyMs + offsetMs;
}

function* cronTicks({ pattern, tz }: Cron, after: number): Iterable<number> {
  const times = CronExpressionParser.parse(pattern, { currentDate: new Date(startOf(after, tz)), tz });
  for (let last = after; ; ) {
    const tick = times.next().getTime();
    if (tick <= last) continue;
    yield tick;
    last = tick;
  }
}

/** cron-parser, begun just after clocks were changed, forgets a tick or has one twice: then it begins before that. */
function startOf(after: number, tz: string): number {
  const before = after - JUMP_MS;
  return wallClock(after, tz) - wallClock(before, tz) === JUMP_MS ? after : before;
}

const DAY_MS = 86_400_000;

// Making a format costs a thousand times what using it does; there are as many as zones in focus.yml.
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * What the clocks of a zone (IANA) show at an instant: ms since the epoch of the moment at which UTC clocks show the
 * same. Throws a RangeError for a zone that does not exist.
 */
export function wallClock(at: number, tz: string): number {
  const parts = Object.fromEntries(
    formatOf(tz)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day, hour, minute, second } = parts;
  const ms = ((at % 1000) + 1000) % 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second, ms);
}

/**
 * The instant at which the clocks of a zone show this; of two the first. A time that is left out when clocks go forward
 * comes as much later as they jump.
 */
export function instantOf(wall: number, tz: string): number {
  const byOffsetAt = (at: number) => wall - (wallClock(at, tz) - at);
  const early = byOffsetAt(wall - DAY_MS);
  const late = byOffsetAt(wall + DAY_MS);
  const isShown = (at: number) => wallClock(at, tz) === wall;
  return !isShown(early) && isShown(late) ? late : early;
}

function formatOf(tz: string): Intl.DateTimeFormat {
  const known = formats.get(tz);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: tz,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(tz, made);
  return made;
}
