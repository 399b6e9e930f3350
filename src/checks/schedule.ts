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
    const said = describeError(error);
    return /explicit day of month|loop limit/.test(said) ? 'it never fires: no such day is in its months' : said;
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
    yield* leftOut(pattern, tz, last, tick);
    yield tick;
    last = tick;
  }
}

/** The ticks between two of cron-parser's that it does not know: those whose time a zone's clocks skip around midnight. */
function* leftOut(pattern: string, tz: string, from: number, to: number): Iterable<number> {
  for (const { at, byMs } of jumpsBetween(from, to, tz)) {
    const skipped = wallClock(at, tz) - byMs;
    const onWall = CronExpressionParser.parse(pattern, { currentDate: new Date(skipped - 1), tz: 'UTC' });
    for (;;) {
      const wall = onWall.next().getTime();
      const tick = instantOf(wall, tz);
      if (wall >= skipped + byMs || tick >= to) break;
      yield tick;
    }
  }
}

const LOOK_MS = 6 * 3_600_000;

/** When a zone's clocks go forward, after `from` and until `to`, and by how much. */
function* jumpsBetween(from: number, to: number, tz: string): Iterable<{ readonly at: number; readonly byMs: number }> {
  const offset = (at: number) => wallClock(at, tz) - at;
  for (let start = from; start < to; start += LOOK_MS) {
    let [before, after] = [start, Math.min(start + LOOK_MS, to)];
    const byMs = offset(after) - offset(before);
    if (byMs <= 0) continue;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offset(middle) < offset(after)) before = middle;
      else after = middle;
    }
    yield { at: after, byMs };
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
