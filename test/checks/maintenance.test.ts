import { describe, expect, it } from 'vitest';
import type { MaintenanceWindow, Schedule } from '#checks/check.ts';
import { maintenanceBetween, maintenanceUntil, nextRun } from '#checks/quiet-hours.ts';

const HOUR = 3_600_000;
const at = (text: string) => Date.parse(text);

const once = (from: string, to: string): MaintenanceWindow => ({ kind: 'once', from: at(from), to: at(to) });
const repeated = (pattern: string, hours: number, tz = 'UTC'): MaintenanceWindow => ({
  kind: 'repeated',
  pattern,
  tz,
  forMs: hours * HOUR,
});

function until(windows: readonly MaintenanceWindow[], instant: string): string | undefined {
  const end = maintenanceUntil(windows, at(instant));
  return end === undefined ? undefined : new Date(end).toISOString().slice(0, 16);
}

describe('maintenance', () => {
  it('is not going on where no window is', () => {
    expect(until([], '2026-11-25T20:00Z')).toBeUndefined();
  });

  it('lasts from a window’s beginning until before its end', () => {
    const windows = [once('2026-11-25T20:00Z', '2026-11-25T22:00Z')];
    expect(until(windows, '2026-11-25T19:59:59.999Z')).toBeUndefined();
    expect(until(windows, '2026-11-25T20:00Z')).toBe('2026-11-25T22:00');
    expect(until(windows, '2026-11-25T22:00Z')).toBeUndefined();
  });

  it('opens at each match of a pattern, by the clocks of its zone', () => {
    const sundays = [repeated('0 3 * * 0', 2, 'Europe/Berlin')];
    expect(until(sundays, '2026-11-22T01:59Z')).toBeUndefined();
    expect(until(sundays, '2026-11-22T02:00Z')).toBe('2026-11-22T04:00');
    expect(until(sundays, '2026-11-22T03:59Z')).toBe('2026-11-22T04:00');
    expect(until(sundays, '2026-11-22T04:00Z')).toBeUndefined();
    expect(until(sundays, '2026-11-23T02:30Z')).toBeUndefined();
  });

  it('is over when the last of the windows is that overlap or touch', () => {
    const windows = [
      once('2026-11-25T20:00Z', '2026-11-25T22:00Z'),
      once('2026-11-25T20:30Z', '2026-11-25T21:00Z'),
      repeated('0 22 * * *', 1),
      once('2026-11-25T22:30Z', '2026-11-26T01:00Z'),
      once('2026-11-26T01:01Z', '2026-11-26T02:00Z'),
    ];
    expect(until(windows, '2026-11-25T20:45Z')).toBe('2026-11-26T01:00');
  });

  /** Where the clocks show no such time on a day, it opens as much later as they jump: at 03:30, 01:30 and 02:45. */
  const skipped = [
    ['Europe/Berlin', '30 2 * * *', '2026-03-28T01:30', '2026-03-29T01:30', '2026-03-30T00:30'],
    ['Africa/Cairo', '30 0 * * *', '2026-04-22T22:30', '2026-04-23T22:30', '2026-04-24T21:30'],
    ['Australia/Lord_Howe', '15 2 * * *', '2026-10-02T15:45', '2026-10-03T15:45', '2026-10-04T15:15'],
  ] as const;

  it.each(skipped)('opens on the day on which %s has no such time too, once: %s', (tz, pattern, ...opens) => {
    const [before] = opens;
    const windows = [repeated(pattern, 1, tz)];
    const time = { from: at(`${before}Z`), to: at(`${before}Z`) + 48 * HOUR };
    expect(maintenanceBetween(windows, time).map(({ from }) => new Date(from).toISOString().slice(0, 16))).toEqual(
      opens,
    );
    for (const open of opens) {
      const from = at(`${open}Z`);
      expect(maintenanceUntil(windows, from - 1)).toBeUndefined();
      expect(maintenanceUntil(windows, from)).toBe(from + HOUR);
      expect(maintenanceUntil(windows, from + HOUR)).toBeUndefined();
    }
  });

  it('keeps a check with every from running on the day of the gap, and lets it run from the next on', () => {
    const windows = [repeated('30 2 * * *', 1, 'Europe/Berlin')];
    const daily = (hour: number): Schedule => ({ kind: 'every', everyMs: 24 * HOUR, offsetMs: hour * HOUR });
    const next = (hour: number, after: string) => {
      const run = nextRun(daily(hour), windows, at(after));
      return run === undefined ? undefined : new Date(run).toISOString().slice(0, 16);
    };
    // 02:00 UTC is 03:00 in winter, 04:00 after the gap, in which the window is open from 03:30 on.
    expect(next(2, '2026-03-26T12:00Z')).toBe('2026-03-30T02:00');
    // 01:00 UTC is 02:00 in winter, and 03:00 in summer, when the window has been open since 02:30.
    expect(next(1, '2026-03-28T12:00Z')).toBe('2026-03-29T01:00');
    expect(next(1, '2026-03-29T01:00Z')).toBeUndefined();
  });

  it('that never ends is looked at only so far', () => {
    const end = maintenanceUntil([repeated('0 * * * *', 1)], at('2026-11-25T20:00Z'));
    expect(end).toBe(at('2026-11-30T00:00Z'));
  });
});
