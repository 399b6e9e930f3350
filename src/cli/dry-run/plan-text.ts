import type { Stretch } from '#checks/quiet-hours.ts';
import { describeSchedule } from '#checks/schedule.ts';
import { counted } from '#lib/counted.ts';
import { formatDuration } from '#lib/duration.ts';
import type { Coincidence, DayPlan, PlannedCheck, PlannedTick } from './plan-day.ts';
import { alertWords, askedWords, clockText, dateText, dayText, momentText, stretchText } from './words.ts';

const LABEL_WIDTH = 13;
/** Of the rest only the number. */
const MOST_PAIRS = 20;

/** The plan for people, in a terminal. */
export function planText({ from, to, checks, coincidences }: DayPlan): string {
  const day = `${dateText(from, 'UTC')} to ${dateText(to, 'UTC')} UTC`;
  const headers = table(checks.map(headerOf));
  const parts = [
    [`${counted(checks.length, 'check')} from ${day}. This is a plan: nothing was run or posted.`],
    ...checks.map((planned, i) => [headers[i] ?? '', ...detailsOf(planned)]),
    legendOf(checks),
    coincidenceLines(coincidences),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headerOf({ check }: PlannedCheck): readonly string[] {
  const { name, environment, asks, schedule, channel } = check;
  return [name, environment, asks.kind, describeSchedule(schedule), channel, alertWords(check)];
}

function detailsOf(planned: PlannedCheck): readonly string[] {
  const { check, zone, quiet, maintenance, ticks } = planned;
  const told = (stretches: readonly Stretch[], state: PlannedTick['state'], what: string) =>
    stretches.map(
      (stretch) => `${stretchText(stretch, zone)}: ${counted(countIn(ticks, stretch, state), 'run')} ${what}`,
    );
  return [
    ...labelled('asks', [askedWords(check.asks)]),
    ...labelled('runs', timesText(planned)),
    ...labelled('maintenance', told(maintenance, 'maintenance', 'left out')),
    ...labelled('quiet hours', told(quiet, 'quiet', 'that would post nothing')),
  ];
}

function labelled(label: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, i) => `  ${(i === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`);
}

function countIn(ticks: readonly PlannedTick[], { from, to }: Stretch, state: PlannedTick['state']): number {
  return ticks.filter((tick) => tick.state === state && from <= tick.at && tick.at < to).length;
}

/** What stands behind a time, where one stands there. */
function legendOf(checks: readonly PlannedCheck[]): readonly string[] {
  const shown = checks.filter(({ check }) => check.schedule.kind === 'cron').flatMap(({ ticks }) => ticks);
  const has = (state: PlannedTick['state']) => shown.some((tick) => tick.state === state);
  return [
    ...(has('quiet') ? ['~ quiet hours: it runs, and posts nothing'] : []),
    ...(has('maintenance') ? ['× maintenance: it does not run'] : []),
  ];
}

function coincidenceLines(pairs: readonly Coincidence[]): readonly string[] {
  if (pairs.length === 0) return [];
  const rows = pairs
    .slice(0, MOST_PAIRS)
    .map(({ environment, checks, times, first: [one, other] }) => [
      environment,
      checks.join(' and '),
      counted(times, 'time'),
      `first ${momentText(Math.min(one, other), 'UTC', true)} UTC${one === other ? '' : `, ${formatDuration(Math.abs(one - other))} apart`}`,
    ]);
  const more = pairs.length - rows.length;
  return [
    'Warning: these run within a minute of each other in the same environment.',
    ...table(rows).map((row) => `  ${row}`),
    ...(more > 0 ? [`  and ${counted(more, 'other pair')}`] : []),
  ];
}

/** Rows with their columns under each other. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widthOf(column)))
      .join('  ')
      .trimEnd(),
  );
}

/** More times than these nobody reads one by one. */
const MOST_SHOWN = 120;
const PER_LINE = 8;
const MINUTE_MS = 60_000;

const marks: Readonly<Record<PlannedTick['state'], string>> = { runs: ' ', quiet: '~', maintenance: '×' };

/** When a check would run, a line or more: its times one by one, or the first, the last and how many. */
function timesText({ check, zone, ticks, next }: PlannedCheck): readonly string[] {
  if (check.schedule.kind === 'as-made') return ['whenever somebody starts a job'];
  const withSeconds = ticks.some(({ at }) => at % MINUTE_MS !== 0);
  const [first] = ticks;
  const last = ticks.at(-1);
  if (!first || !last)
    return [
      `none on this day; ${next === undefined ? 'maintenance leaves none' : `the next is on ${dateText(next, zone)}`}`,
    ];
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
