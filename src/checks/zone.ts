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
