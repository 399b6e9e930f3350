import { describe, expect, it } from 'vitest';
import { workedAgain } from '#investigation/past/last-worked.ts';
import { ZERO } from '../../support/evidence.ts';
import { backend, MINUTE, settings, worked } from '../../support/parts.ts';

const seen = (version: string) => ({
  at: ZERO + 30,
  complete: ['ConfigMap', 'Deployment'] as const,
  parts: [backend, { ...settings, version }],
  notSeen: [],
});

describe('what is remembered of a healthy run', () => {
  it('is what it saw, and when it began', () => {
    expect(workedAgain(undefined, ZERO, seen('1'))).toEqual({
      at: ZERO,
      complete: ['ConfigMap', 'Deployment'],
      parts: [backend, { ...settings, version: '1' }],
    });
  });

  it('counts in how many runs in a row a part was another, from one to the next', () => {
    const changes = (versions: readonly string[]) =>
      versions
        .reduce((before, version, run) => workedAgain(before, ZERO + run * MINUTE, seen(version)), worked())
        .parts.find(({ name }) => name === settings.name)?.changes;
    expect(changes(['1'])).toBe(1);
    expect(changes(['1', '2', '3'])).toBe(3);
    expect(changes(['1', '2', '3', '3'])).toBeUndefined();
  });

  it('is nothing but the time of a run that saw no parts: older ones are not when it last worked', () => {
    expect(workedAgain(worked(), ZERO, undefined)).toEqual({ at: ZERO, complete: [], parts: [] });
  });
});
