import { describe, expect, it } from 'vitest';
import { type MissingJob, missingFacts, missingNextStep, missingState } from '#lookups/logs/missing.ts';

function job(change: Partial<MissingJob> = {}): MissingJob {
  const looked = { wasLookedFor: true, capturesWereAsked: true, capturesAll: false };
  return {
    jobId: '19-7',
    environment: 'staging',
    namespace: 'panda',
    ...looked,
    events: 0,
    leftQueues: 0,
    living: [],
    ...change,
  };
}

describe('a job that is not there, in words', () => {
  it('says where it was looked for', () => {
    expect(missingState(job())).toBe(
      'Job 19-7 was not found: it has no pod in namespace panda, and nothing of it was captured in staging',
    );
    expect(missingState(job({ capturesWereAsked: false }))).toBe(
      'Job 19-7 was not found: it has no pod in namespace panda; captures could not be asked',
    );
  });

  it('never calls absent what could not be seen', () => {
    expect(missingState(job({ wasLookedFor: false }))).toBe(
      'Job 19-7 was not captured in staging, and whether it lives could not be seen',
    );
    expect(missingState(job({ wasLookedFor: false, capturesWereAsked: false }))).toBe(
      'Job 19-7 could not be looked for',
    );
    expect(missingNextStep(job({ wasLookedFor: false }))).toBe('Make the pods visible, then ask again');
  });

  it('says what is left of it', () => {
    expect(missingState(job({ events: 2, leftQueues: 1 }))).toMatch(/; left of it: a queue and 2 Kubernetes events$/);
    expect(missingState(job({ events: 1, leftQueues: 3 }))).toMatch(/; left of it: 3 queues and 1 Kubernetes event$/);
  });

  it('shows a stale id by those that are newer', () => {
    const stale = job({ living: ['3-41', '19-44', '2-5'] });
    expect(missingState(stale)).toMatch(/; its slot is 19-44's now, so it is over$/);
    expect(missingNextStep(stale)).toBe('Ask for the job of its slot: /focus logs 19-44');
    expect(missingFacts(stale, [undefined, { label: 'x', value: 'y' }])).toEqual([
      { label: 'Newer ids', value: '3-41, 19-44' },
      { label: 'x', value: 'y' },
    ]);
    const many = job({ living: ['8', '9', '10', '11', '12', '13', '14'].map((counter) => `1-${counter}`) });
    expect(missingFacts(many, [])).toEqual([{ label: 'Newer ids', value: '1-8, 1-9, 1-10, 1-11, 1-12 and 2 more' }]);
    expect(missingNextStep(job())).toContain('capture: true');
    expect(missingNextStep(job({ capturesAll: true }))).toMatch(/^Check the id: .*\/focus jobs/);
  });
});
