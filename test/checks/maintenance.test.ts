import { describe, expect, it } from 'vitest';
import type { MaintenanceWindow } from '#checks/check.ts';
import { maintenanceUntil } from '#checks/quiet-hours.ts';

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

  it('that never ends is looked at only so far', () => {
    const end = maintenanceUntil([repeated('0 * * * *', 1)], at('2026-11-25T20:00Z'));
    expect(end).toBe(at('2026-11-30T00:00Z'));
  });
});
