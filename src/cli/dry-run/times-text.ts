import type { PlannedCheck, PlannedTick } from './plan-day.ts';
import { clockText, counted, dateText, dayText, momentText } from './words.ts';

/** More times than these nobody reads one by one. */
const MOST_SHOWN = 120;
const PER_LINE = 8;
const MINUTE_MS = 60_000;

const marks: Readonly<Record<PlannedTick['state'], string>> = { runs: ' ', quiet: '~', maintenance: '×' };

/** When a check would run, a line or more: its times one by one, or the first, the last and how many. */
export function timesText({ check, zone, ticks, next }: PlannedCheck): readonly string[] {
  const withSeconds = ticks.some(({ at }) => at % MINUTE_MS !== 0);
  const [first] = ticks;
  const last = ticks.at(-1);
  if (!first || !last) return [`none on this day; the next is on ${dateText(next, zone)}`];
  if (check.schedule.kind === 'cron' && ticks.length <= MOST_SHOWN)
    return [`${countText(ticks)}, in ${zone}`, ...clockLines(ticks, zone, withSeconds)];
  const end = ticks.length === 1 ? '' : `, last ${momentText(last.at, zone, withSeconds)}`;
  return [`${countText(ticks)}, first ${momentText(first.at, zone, withSeconds)}${end}`];
}

function countText(ticks: readonly PlannedTick[]): string {
  const leftOut = ticks.filter(({ state }) => state === 'maintenance').length;
  return `${counted(ticks.length - leftOut, 'run')}${leftOut > 0 ? ` and ${leftOut} left out` : ''}`;
}

/** `Mon 23 Nov  06:00~ 06:15  06:30   05:00 to 05:30 UTC`: so many a line, and a new line for each day. */
function clockLines(ticks: readonly PlannedTick[], zone: string, withSeconds: boolean): readonly string[] {
  const days = Object.entries(Object.groupBy(ticks, ({ at }) => dayText(at, zone)));
  const dayWidth = Math.max(...days.map(([day]) => day.length));
  const most = Math.min(PER_LINE, Math.max(...days.map(([, onDay = []]) => onDay.length)));
  const width = most * (withSeconds ? 10 : 7);
  return days.flatMap(([day, onDay = []]) =>
    rowsOf(onDay).map((row, i) => {
      const times = row.map(({ at, state }) => `${clockText(at, zone, withSeconds)}${marks[state]}`).join(' ');
      return `${(i === 0 ? day : '').padEnd(dayWidth)}  ${times.padEnd(width)}${utcSpan(row, zone, withSeconds)}`.trimEnd();
    }),
  );
}

function rowsOf(ticks: readonly PlannedTick[]): readonly (readonly PlannedTick[])[] {
  return Array.from({ length: Math.ceil(ticks.length / PER_LINE) }, (_, i) =>
    ticks.slice(i * PER_LINE, (i + 1) * PER_LINE),
  );
}

function utcSpan(row: readonly PlannedTick[], zone: string, withSeconds: boolean): string {
  const [first] = row;
  const last = row.at(-1);
  if (zone === 'UTC' || !first || !last) return '';
  const [begin, end] = [first, last].map(({ at }) => clockText(at, 'UTC', withSeconds));
  return `  ${begin === end ? begin : `${begin} to ${end}`} UTC`;
}
