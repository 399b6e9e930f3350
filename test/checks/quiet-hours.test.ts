import { describe, expect, it } from 'vitest';
import type { QuietHours } from '#checks/check.ts';
import { quietUntil } from '#checks/quiet-hours.ts';

const night: QuietHours = { from: 22 * 60, to: 6 * 60 + 30, tz: 'Europe/Berlin' };

function until(hours: QuietHours, at: string): string | undefined {
  const end = quietUntil(hours, Date.parse(at));
  return end === undefined ? undefined : new Date(end).toISOString().slice(0, 16);
}

describe('quiet hours', () => {
  it('last from their beginning until before their end, past midnight', () => {
    expect(until(night, '2026-11-22T20:59:59.999Z')).toBeUndefined();
    expect(until(night, '2026-11-22T21:00Z')).toBe('2026-11-23T05:30');
    expect(until(night, '2026-11-23T05:29:59.999Z')).toBe('2026-11-23T05:30');
    expect(until(night, '2026-11-23T05:30Z')).toBeUndefined();
  });

  it('may be within one day', () => {
    const noon: QuietHours = { from: 12 * 60, to: 13 * 60, tz: 'UTC' };
    expect(until(noon, '2026-11-22T12:30Z')).toBe('2026-11-22T13:00');
    expect(until(noon, '2026-11-22T13:30Z')).toBeUndefined();
    expect(until(noon, '2026-11-22T00:30Z')).toBeUndefined();
  });

  it('belong to the day on which they begin', () => {
    const friday = { ...night, days: [5] };
    expect(until(friday, '2026-11-20T22:00Z')).toBe('2026-11-21T05:30');
    expect(until(friday, '2026-11-21T05:00Z')).toBe('2026-11-21T05:30');
    expect(until(friday, '2026-11-20T05:00Z')).toBeUndefined();
    expect(until(friday, '2026-11-21T22:00Z')).toBeUndefined();
  });

  it('end by the clock in the nights in which it is changed', () => {
    expect(until(night, '2026-03-28T22:00Z')).toBe('2026-03-29T04:30');
    expect(until(night, '2026-10-24T21:00Z')).toBe('2026-10-25T05:30');
    expect(until(night, '2026-10-24T19:59Z')).toBeUndefined();
    expect(until(night, '2026-10-24T20:00Z')).toBe('2026-10-25T05:30');
  });

  it('to a time that is left out end as much later, and to one that comes twice end the first time', () => {
    const early = { ...night, to: 2 * 60 + 30 };
    expect(until(early, '2026-03-28T22:00Z')).toBe('2026-03-29T01:30');
    expect(until(early, '2026-10-24T22:00Z')).toBe('2026-10-25T00:30');
    expect(until(early, '2026-10-25T01:00Z')).toBeUndefined();
  });

  it('are right far from Greenwich too', () => {
    expect(until({ ...night, tz: 'Pacific/Auckland' }, '2026-11-22T09:00Z')).toBe('2026-11-22T17:30');
    expect(until({ ...night, tz: 'America/Los_Angeles' }, '2026-11-23T06:00Z')).toBe('2026-11-23T14:30');
    expect(until({ ...night, tz: 'Asia/Kolkata' }, '2026-11-22T16:30Z')).toBe('2026-11-23T01:00');
  });
});
