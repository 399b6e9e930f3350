import { describe, expect, it } from 'vitest';
import type { MaintenanceWindow, Schedule } from '#checks/check.ts';
import { everInMaintenance } from '#config/checks/cross-rules.ts';

const HOUR = 3_600_000;

describe('a check with every, and maintenance by the clocks of a zone', () => {
  const at = (hour: number): Schedule => ({ kind: 'every', everyMs: 24 * HOUR, offsetMs: hour * HOUR });
  const nightly = (hours: number): MaintenanceWindow[] => [
    { kind: 'repeated', pattern: '30 2 * * *', tz: 'Europe/Berlin', forMs: hours * HOUR },
  ];

  it.each([
    ['in summer alone', 2],
    ['in winter alone', 1],
  ])('is taken where it runs %s', (_when, hour) => {
    expect(everInMaintenance(at(hour), nightly(1))).toEqual([]);
  });

  it('is refused where it never runs', () => {
    expect(everInMaintenance(at(2), nightly(2))).toEqual([
      { path: ['maintenance'], message: expect.stringMatching(/each of its runs lies in maintenance/) },
    ]);
  });
});
