import { describe, expect, it } from 'vitest';
import { isRunId, lookupId, newInvestigationId, runId, watchedId } from '#queue/names.ts';

describe('newInvestigationId', () => {
  it('makes ids of ten characters that begin with a letter and have none that look alike', () => {
    const ids = Array.from({ length: 2000 }, newInvestigationId);
    for (const id of ids) expect(id).toMatch(/^[a-hj-km-np-s][a-hj-km-np-tv-z0-9]{9}$/);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('runId', () => {
  it('is the same for every delivery of a tick, and another for every other tick and check', () => {
    const first = runId('nightly', 'nightly:1000');
    expect(first).toMatch(/^t[a-hj-km-np-tv-z0-9]{9}$/);
    expect(runId('nightly', 'nightly:1000')).toBe(first);
    expect(new Set([first, runId('nightly', 'nightly:2000'), runId('hourly', 'nightly:1000')]).size).toBe(3);
  });

  it('tells a check’s run from what people ask', () => {
    expect(isRunId(runId('nightly', 'nightly:1000'))).toBe(true);
    const others = Array.from({ length: 500 }, (_, i) => [newInvestigationId(), lookupId(`delivery ${i}`)]).flat();
    expect(others.filter(isRunId)).toEqual([]);
  });
});

describe('watchedId', () => {
  it('is the same for whoever goes on with a watched job, and another for every other life', () => {
    const first = watchedId('staging', '19-7', 1000);
    expect(watchedId('staging', '19-7', 1000)).toBe(first);
    const others = [
      watchedId('lab', '19-7', 1000),
      watchedId('staging', '19-8', 1000),
      watchedId('staging', '19-7', 2000),
    ];
    expect(new Set([first, ...others]).size).toBe(4);
    expect(isRunId(first)).toBe(false);
  });
});
