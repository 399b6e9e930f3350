import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobsNamedIn } from '#capture/named-jobs.ts';
import { jobNames } from '#investigation/job-id.ts';

describe('the jobs that a text names', () => {
  it.each([
    ['Applied YAML from /tmp/job-1-16.yml', ['1-16']],
    ['--queue-name grpc-job-19-7-1763048055.5', ['19-7']],
    ['pod grpc-job-19-7-8rlgb of 1-163, not of 1-163', ['19-7', '1-163']],
    ['--queue-name focus_baby.19-2', ['19-2']],
    ['2025-11-13T15:34:15+0000 INFO nothing', []],
    ['2025-1-16 nothing', []],
    ['took 1.5-20 ms, id 6f1a-4-12ab', []],
  ])('reads %s', (text, jobs) => {
    expect(jobsNamedIn(text)).toEqual(jobs);
  });

  it('finds those whose own names find themselves in the text, and no others', () => {
    const id = fc.tuple(fc.nat(99), fc.nat(999)).map(([slot, counter]) => `${slot}-${counter}`);
    const between = fc.stringMatching(/^[ a-cA-C0-3.:/-]{0,6}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(between, id), { minLength: 1, maxLength: 4 }), between, (parts, end) => {
        const text = `${parts.flat().join('')}${end}`;
        const found = jobsNamedIn(text);
        for (const job of found) expect(jobNames(job).mentionedIn(text)).toBe(true);
        for (const [, job] of parts) if (jobNames(job).mentionedIn(text)) expect(found).toContain(job);
      }),
      { numRuns: 2_000 },
    );
  });
});
